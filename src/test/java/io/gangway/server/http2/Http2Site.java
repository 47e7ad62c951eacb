package io.gangway.server.http2;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import io.gangway.testing.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** A server with HTTP/2 in clear text, its backend and its logs. */
final class Http2Site implements AutoCloseable {
    private final Site site;
    private final GangwayServer server;

    private Http2Site(Site site, GangwayServer server) {
        this.site = site;
        this.server = server;
    }

    /**
     * @param directives directives of the server; {@code %{backend}} is the backend
     */
    static Http2Site of(ScriptedUpstream backend, String directives) throws IOException {
        Site site = Site.create();
        if (backend != null) {
            site.backend(backend);
        }
        site.file("html/small", "small").file("html/large", "0123456789".repeat(100_000));
        site.config("""
                error_log %{dir}/error.log info;
                events {}
                http {
                    server_tokens off;
                    default_type text/plain;
                    log_format f '$request|$status|$body_bytes_sent|$request_completion';
                    access_log %{dir}/access.log f;
                    server { listen 127.0.0.1:%{port}; http2 on; root html; DIRECTIVES }
                }
                """.replace("DIRECTIVES", directives));
        return new Http2Site(site, GangwayServer.start(site, TestClock.running()));
    }

    static Http2Site of(String directives) throws IOException {
        return of(null, directives);
    }

    Http2Peer connect() throws IOException {
        return Http2Peer.connect(server.port());
    }

    GangwayServer server() {
        return server;
    }

    Site site() {
        return site;
    }

    /** Advances the clock. */
    void leap(Duration time) {
        server.advance(time);
    }

    String errors() throws IOException {
        return Files.readString(site.dir().resolve("error.log"));
    }

    String accesses() throws IOException {
        return Files.readString(site.dir().resolve("access.log"));
    }

    @Override
    public void close() throws IOException {
        server.close();
        site.close();
    }
}
