package io.gangway.acceptance;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A site with its backends that is prepared first and then started with an {@link Example}. */
final class RunningExample implements AutoCloseable {
    /** Maximum wait for any expected event; long, since the machine may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Site site = Site.create();
    private final List<ScriptedUpstream> upstreams = new ArrayList<>();
    private GangwayServer server;

    RunningExample() throws IOException {}

    /** Starts a backend and registers it as {@code %{backend:NAME}}. */
    ScriptedUpstream backend(String name, Script script) throws IOException {
        ScriptedUpstream upstream = ScriptedUpstream.start(script);
        upstreams.add(upstream);
        site.backend(name, upstream);
        return upstream;
    }

    /** A script that echoes frames after upgrades, and responds to everything else with the request. */
    static Script application() {
        Script echo = WebSocketPeer.echo();
        Script ordinary = Script.echoRequest();
        return (request, connection) -> {
            boolean upgrade = request.field("Sec-WebSocket-Key") != null && request.field("Upgrade") != null;
            (upgrade ? echo : ordinary).run(request, connection);
        };
    }

    RunningExample start(Example example) throws IOException {
        site.config(example.text());
        server = GangwayServer.start(site);
        return this;
    }

    /** Replaces the configuration and reloads it. */
    void reload(Example example) throws IOException {
        site.config(example.text());
        server.reload();
    }

    /** Advances the clock of the time-outs. */
    void advance(Duration time) {
        server.advance(time);
    }

    Site site() {
        return site;
    }

    int port() {
        return site.port();
    }

    /** Sends a GET on a new connection. */
    RawResponse get(String target, String... fields) throws IOException {
        return RawHttp.get(port(), target, fields);
    }

    /** Sends a GET for a host. */
    static RawResponse get(int port, String host, String target) throws IOException {
        return RawHttp.send(port, RawHttp.request("GET", target).replace("Host: localhost", "Host: " + host));
    }

    /** Connects a WebSocket client with long read time-outs. */
    WebSocketPeer connect(String target, String... fields) throws IOException {
        return connect(port(), target, fields);
    }

    static WebSocketPeer connect(int port, String target, String... fields) throws IOException {
        return WebSocketPeer.connect(RawHttp.connect(port).timeout(PATIENCE), target, fields);
    }

    /** The text of a log; empty if there is none. */
    String log(String name) throws IOException {
        Path file = site.dir().resolve("logs").resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
        }
        for (ScriptedUpstream upstream : upstreams) {
            upstream.close();
        }
        site.close();
    }
}
