package io.gangway.upstream.http2;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A server in front of a backend of HTTP/2 whose frames the test sends itself, and of another one that always responds
 * "other".
 */
public final class Http2Backend implements AutoCloseable {
    private final ScriptedHttp2Upstream upstream;
    private final ScriptedHttp2Upstream other;
    private final Site site;
    private final GangwayServer server;

    private Http2Backend(ScriptedHttp2Upstream upstream, String directives, String http) throws Exception {
        this.upstream = upstream;
        other = ScriptedHttp2Upstream.start(ScriptedHttp2Upstream.body("other"));
        site = Site.create();
        site.backend("u", upstream.address());
        site.backend("other", other.address());
        String others = " location = /other { proxy_pass http://%{backend:other}; proxy_http_version 2; }";
        site.config(
                "worker_processes 1; error_log logs/error.log info; events {}\nhttp { upstream u { server %{backend:u};"
                        + " } " + http + " server { listen 127.0.0.1:%{port}; location / {"
                        + (directives.contains("proxy_pass ") ? "" : " proxy_pass http://u;")
                        + " proxy_http_version 2; " + directives + " }" + others + " } }");
        server = GangwayServer.start(site);
    }

    /** Each connection is the test's. */
    public static Http2Backend start(String... directives) throws Exception {
        return new Http2Backend(ScriptedHttp2Upstream.start(), String.join(" ", directives), "");
    }

    /** The same, with more in the {@code http} block. */
    public static Http2Backend startWith(String http, String... directives) throws Exception {
        return new Http2Backend(ScriptedHttp2Upstream.start(), String.join(" ", directives), http);
    }

    /** A behaviour for each connection. */
    public static Http2Backend start(ScriptedHttp2Upstream.Behaviour behaviour, String... directives) throws Exception {
        return new Http2Backend(ScriptedHttp2Upstream.start(behaviour), String.join(" ", directives), "");
    }

    public int port() {
        return site.port();
    }

    public GangwayServer server() {
        return server;
    }

    public ScriptedHttp2Upstream upstream() {
        return upstream;
    }

    public ScriptedHttp2Upstream other() {
        return other;
    }

    public RawConnection connect() throws Exception {
        return RawHttp.connect(port());
    }

    /** A client that has sent a GET and waits. */
    public RawConnection request(String target, String... fields) throws Exception {
        return connect().send(RawHttp.request("GET", target, fields));
    }

    public RawResponse get(String target, String... fields) throws Exception {
        return RawHttp.get(port(), target, fields);
    }

    /** The next connection, whose settings are answered with these. */
    public Http2Peer accept(int... settings) throws Exception {
        Http2Peer peer = upstream.next();
        peer.settings(settings);
        return peer;
    }

    /** The next request on a connection. */
    public static Http2Peer.Frame head(Http2Peer peer) throws Exception {
        return peer.next(Http2Peer.HEADERS);
    }

    /** Responds with 200 and this body. */
    public static void respond(Http2Peer peer, int stream, String body) throws Exception {
        peer.headers(stream, false, ":status: 200", "content-type: text/plain");
        peer.data(stream, body, true);
    }

    /** A file of the site, by its path below the prefix. */
    public Path file(String path) {
        return site.dir().resolve(path);
    }

    public String log() throws Exception {
        return Files.readString(site.dir().resolve("logs/error.log"));
    }

    @Override
    public void close() throws Exception {
        server.close();
        upstream.close();
        other.close();
        site.close();
    }
}
