package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Frame;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Gangway with an upstream {@code u} of several echoing backends, and clients that connect again after 1012. */
final class RebalancedSite implements AutoCloseable {
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final LegPair legs;
    private final TestClock clock;
    private final Map<String, ScriptedUpstream> backends = new TreeMap<>();
    private final Site site = Site.create();
    private final List<WebSocketPeer> clients = new ArrayList<>();
    private GangwayServer server;
    private int closed;

    private RebalancedSite(LegPair legs, TestClock clock) throws IOException {
        this.legs = legs;
        this.clock = clock;
        legs.writeCertificate(site);
        for (String name : NAMES) {
            ScriptedUpstream backend = legs.upstream(WebSocketPeer.echo());
            backends.put(name, backend);
            site.backend(name, backend);
        }
    }

    /**
     * Starts it with a clock that stands still.
     *
     * @param upstream the content of the upstream, with {@code %{backend:a}} to {@code c}
     * @param http more lines for {@code http}
     */
    static RebalancedSite start(LegPair legs, String upstream, String... http) throws IOException {
        RebalancedSite started = new RebalancedSite(legs, TestClock.stopped());
        started.write(upstream, http);
        started.server = GangwayServer.start(started.site, started.clock);
        return started;
    }

    private void write(String upstream, String... http) throws IOException {
        site.config("""
                error_log %%{dir}/logs/error.log notice;
                worker_processes 2;
                events { worker_connections 4096; }
                http {
                    server_tokens off;
                    %6$s
                    upstream u { zone u 64k; %1$s }
                    server {
                        listen 127.0.0.1:%%{port}%2$s;
                        %3$s
                        location /chat {
                            proxy_pass %4$s://u;
                            proxy_http_version %5$s;
                            proxy_set_header Upgrade $http_upgrade;
                            proxy_set_header Connection "upgrade";
                        }
                    }
                    server {
                        listen 127.0.0.1:%%{port:api};
                        location /api { api write=on; }
                        location /admin/ { gangway_admin write=on token=secret; }
                        location /metrics { gangway_metrics; }
                    }
                }
                """.formatted(
                        upstream,
                        legs.listenParameters(),
                        legs.serverDirectives().replace("%{dir}", site.dir().toString()),
                        legs.scheme(),
                        legs.httpVersion(),
                        String.join("\n", http)));
    }

    void reload(String upstream, String... http) throws IOException {
        write(upstream, http);
        server.reload();
    }

    GangwayServer server() {
        return server;
    }

    ScriptedUpstream backend(String name) {
        return backends.get(name);
    }

    int apiPort() {
        return site.port("api");
    }

    int chatPort() {
        return site.port();
    }

    /** Changes a server by the API. */
    void change(int id, String json) throws IOException {
        RawResponse response = RawHttp.send(
                apiPort(),
                "PATCH /api/9/http/upstreams/u/servers/" + id
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + json.length()
                        + "\r\n\r\n" + json);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
    }

    /** Lets a server take requests from now on. */
    void enable(int id) throws IOException {
        change(id, "{\"down\":false}");
    }

    void disable(int id) throws IOException {
        change(id, "{\"down\":true}");
    }

    /** Connects so many more clients. */
    RebalancedSite connect(int count, String... fields) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.add(WebSocketPeer.connect(legs.connect(site.port()), "/chat", fields));
        }
        clock.awaitLoops();
        return this;
    }

    /** Leaves without a close frame: so many of the clients that came first. */
    void leave(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.remove(0).close();
        }
        await().until(() -> server.gangway().tunnels() == clients.size());
    }

    /**
     * Lets so many seconds pass, one after the other. After each, all clients that were closed connect again, and each
     * other one has its message echoed.
     */
    void pass(int seconds, boolean returning) throws IOException {
        for (int i = 0; i < seconds; i++) {
            clock.advance(1000);
            int again = 0;
            for (Iterator<WebSocketPeer> each = clients.iterator(); each.hasNext(); ) {
                WebSocketPeer client = each.next();
                client.send("still there?");
                Frame frame = client.read();
                if (frame.opcode() == Frame.CLOSE) {
                    assertThat(frame.closeCode()).isEqualTo(1012);
                    client.send(frame);
                    assertThat(client.read()).isNull();
                    client.close();
                    each.remove();
                    again++;
                } else {
                    assertThat(frame.text()).isEqualTo("still there?");
                }
            }
            closed += again;
            await().until(() -> server.gangway().tunnels() == clients.size());
            if (returning) {
                connect(again);
            }
        }
    }

    void pass(int seconds) throws IOException {
        pass(seconds, true);
    }

    /** Lets time pass until something is true; it must be within a minute. */
    void passUntil(BooleanSupplier done) throws IOException {
        for (int seconds = 0; seconds < 60 && !done.getAsBoolean(); seconds++) {
            pass(1);
        }
        assertThat(done.getAsBoolean()).as("tunnels " + tunnels()).isTrue();
    }

    /** A change by Gangway's own API. */
    RawResponse post(String resource) throws IOException {
        return RawHttp.send(
                apiPort(),
                "POST /admin/1/" + resource
                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer secret\r\n"
                        + "Content-Length: 0\r\n\r\n");
    }

    /** How many clients have received 1012 so far. */
    int closed() {
        return closed;
    }

    /** The open tunnels of the backends a, b and c. */
    List<Integer> tunnels() {
        Map<String, Integer> counts = new TreeMap<>();
        for (ScriptedUpstream backend : backends.values()) {
            counts.put(backend.address(), 0);
        }
        String json;
        try {
            json = RawHttp.get(apiPort(), "/admin/1/tunnels").body();
        } catch (IOException e) {
            throw new IllegalStateException("no tunnels: " + e.getMessage(), e);
        }
        for (String part : json.split("\"peer\":\"")) {
            String peer = part.substring(0, Math.max(0, part.indexOf('"')));
            counts.computeIfPresent(peer, (name, count) -> count + 1);
        }
        return backends.values().stream()
                .map(backend -> counts.get(backend.address()))
                .toList();
    }

    /** The state of a server, in the API's words. */
    String state(int id) {
        try {
            String json = RawHttp.get(apiPort(), "/api/9/http/upstreams/u").body();
            return json.split("\"id\":" + id + ",")[1].split("\"state\":\"")[1].split("\"")[0];
        } catch (IOException e) {
            throw new IllegalStateException("no state: " + e.getMessage(), e);
        }
    }

    String metrics() throws IOException {
        return RawHttp.get(apiPort(), "/metrics").body();
    }

    /** The lines of the error log about rebalancing, without time and process. */
    List<String> log() throws IOException {
        return Files.readString(site.dir().resolve("logs/error.log"), StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.contains("websocket_rebalance"))
                .map(line -> line.substring(line.indexOf("upstream \"")))
                .collect(Collectors.toList());
    }

    @Override
    public void close() throws IOException {
        for (WebSocketPeer client : clients) {
            client.close();
        }
        server.close();
        for (ScriptedUpstream backend : backends.values()) {
            backend.close();
        }
        site.close();
    }
}
