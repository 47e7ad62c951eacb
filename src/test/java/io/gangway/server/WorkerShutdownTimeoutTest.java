package io.gangway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code worker_shutdown_timeout} and connections older than a reload or QUIT; tunnels have a test of their own. */
class WorkerShutdownTimeoutTest {
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final CountDownLatch go = new CountDownLatch(1);
    private ScriptedUpstream slow;
    private Site site;
    private GangwayServer server;

    @BeforeEach
    void prepare() throws IOException {
        slow = ScriptedUpstream.start((request, connection) -> {
            go.await();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow");
        });
        site = Site.create().backend(slow);
    }

    @AfterEach
    void stop() throws IOException {
        go.countDown();
        server.close();
        slow.close();
        site.close();
    }

    private void start(String bound, String http) throws IOException {
        // one worker: each has a timer of its own
        site.config("worker_processes 1; worker_shutdown_timeout " + bound
                + "; events {}\nhttp { server { listen 127.0.0.1:%{port};"
                + " keepalive_timeout 1h; http2 on; " + http
                + " location / { return 200 here; } location /slow { proxy_pass http://%{backend}; } } }");
        server = GangwayServer.start(site);
    }

    @Test
    void an_idle_connection_is_closed_after_a_reload() throws IOException {
        start("10ms", "");
        try (RawConnection client = RawHttp.connect(site.port())) {
            assertThat(client.send(REQUEST).read().body()).isEqualTo("here");

            server.reload();

            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void an_http2_connection_is_closed_after_a_reload() throws IOException {
        start("10ms", "");
        try (Http2Peer idle = Http2Peer.connect(site.port());
                Http2Peer active = Http2Peer.connect(site.port())) {
            assertThat(idle.response(idle.get("/")).body()).isEqualTo("here");
            active.get("/slow");
            await().until(() -> slow.requests().size() == 1);

            server.reload();

            assertThat(idle.next(Http2Peer.GOAWAY)).isNotNull();
            assertThat(idle.next(Http2Peer.DATA)).isNull();
            assertThat(active.next(Http2Peer.GOAWAY)).isNotNull();
            assertThat(active.next(Http2Peer.DATA)).isNull();
        }
    }

    @Test
    void an_old_connection_serves_its_request_and_then_closes() throws IOException {
        start("200ms", "");
        try (RawConnection old = RawHttp.connect(site.port());
                RawConnection idle = RawHttp.connect(site.port())) {
            assertThat(old.send(REQUEST).read().body()).isEqualTo("here");
            assertThat(idle.send(REQUEST).read().body()).isEqualTo("here");

            server.reload();
            old.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(idle.readUntilEnd()).isEmpty();
            go.countDown();
            RawResponse response = old.read();
            assertThat(response.body()).isEqualTo("slow");
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(old.readUntilEnd()).isEmpty();
        }
    }

    @Test
    void a_connection_accepted_after_the_reload_is_kept() throws IOException {
        start("200ms", "");
        try (RawConnection old = RawHttp.connect(site.port())) {
            assertThat(old.send(REQUEST).read().body()).isEqualTo("here");
            server.reload();
            try (RawConnection young = RawHttp.connect(site.port())) {
                assertThat(young.send(REQUEST).read().body()).isEqualTo("here");
                assertThat(old.readUntilEnd()).isEmpty();
                assertThat(young.send(REQUEST).read().body()).isEqualTo("here");
            }
        }
    }

    @Test
    void quit_closes_running_and_idle_connections_after_the_timeout() throws IOException {
        start("200ms", "keepalive_min_timeout 1h;");
        try (RawConnection idle = RawHttp.connect(site.port());
                RawConnection active = RawHttp.connect(site.port())) {
            assertThat(idle.send(REQUEST).read().body()).isEqualTo("here");
            active.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            await().until(() -> slow.requests().size() == 1);

            server.quit();

            assertThat(idle.readUntilEnd()).isEmpty();
            assertThat(active.readUntilEnd()).isEmpty();
        }
    }
}
