package io.gangway.upstream.http2.request;

import static io.gangway.upstream.http2.Http2Backend.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.ScriptedHttp2Upstream;
import io.gangway.testing.Site;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code health_check} of backends that are reached by {@code proxy_http_version 2}. */
class StreamCheckTest {
    /** As much of a body as {@code match} looks at. */
    private static final int SEEN = 256 * 1024;

    private ScriptedHttp2Upstream backend;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void open() throws Exception {
        backend = ScriptedHttp2Upstream.start();
        site = Site.create();
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        site.close();
        backend.close();
    }

    /** The connection of the first check. */
    private Http2Peer check(String parameters) throws Exception {
        site.config("error_log %{dir}/error.log notice; match m { body ~ \"end\"; } upstream u { zone u 64k; server "
                + backend.address() + "; server 127.0.0.1:1 down; } server { listen 127.0.0.1:%{port}; location / {"
                + " proxy_pass http://u; proxy_http_version 2; health_check mandatory uri=/health " + parameters
                + "; } }");
        server = GangwayServer.start(site);
        return backend.next();
    }

    private void awaitLog(String text) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Files.readString(site.dir().resolve("error.log")))
                        .contains(text));
    }

    @Test
    void a_check_is_a_GET_over_HTTP_2() throws Exception {
        Http2Peer peer = check("");
        peer.settings();
        Http2Peer.Frame head = head(peer);
        assertThat(head.fields()).containsExactly(":method: GET", ":scheme: http", ":path: /health", ":authority: u");
        assertThat(head.endsStream()).isTrue();
        peer.headers(1, true, ":status: 204");
        awaitLog("is up, it was checking: the health check of /health passed");
    }

    @Test
    void the_window_is_as_large_as_the_body_that_is_looked_at() throws Exception {
        Http2Peer peer = check("match=m");
        assertThat(peer.next(Http2Peer.SETTINGS).settings().get(Http2Peer.INITIAL_WINDOW_SIZE))
                .isGreaterThanOrEqualTo(SEEN);
        assertThat(peer.next(Http2Peer.WINDOW_UPDATE).number(0)).isGreaterThanOrEqualTo(SEEN - 65_535);
        peer.settings();
        int stream = head(peer).stream();
        peer.headers(stream, false, ":status: 200");
        for (int i = 0; i < 15; i++) {
            peer.data(stream, new byte[16_384], false);
        }
        peer.data(stream, "end", true);
        awaitLog("is up, it was checking: the health check of /health passed");
    }

    @Test
    void a_long_body_that_is_not_looked_at_does_not_fail_a_check() throws Exception {
        Http2Peer peer = check("keepalive_time=1m");
        peer.settings();
        int stream = head(peer).stream();
        peer.headers(stream, false, ":status: 200", "content-length: 2000000");
        peer.data(stream, new byte[16_384], false);
        awaitLog("is up, it was checking: the health check of /health passed");
    }
}
