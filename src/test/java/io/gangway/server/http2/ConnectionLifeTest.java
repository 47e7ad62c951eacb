package io.gangway.server.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.testing.GangwayServer;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.RawHttp;
import io.gangway.testing.Script;
import io.gangway.testing.ScriptedUpstream;
import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The end of an HTTP/2 connection: idle, after {@code keepalive_requests}, at QUIT, after a reload. */
class ConnectionLifeTest {
    private final CountDownLatch responses = new CountDownLatch(1);
    private ScriptedUpstream backend;

    @BeforeEach
    void start() throws IOException {
        backend = ScriptedUpstream.start((request, connection) -> {
            try {
                responses.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
        });
    }

    @AfterEach
    void stop() throws IOException {
        responses.countDown();
        backend.close();
    }

    private Http2Site site(String directives) throws IOException {
        return Http2Site.of(
                backend,
                directives + " lingering_close off; location /slow { proxy_pass http://%{backend}; }"
                        + " location /status { stub_status; }");
    }

    private static void assertGone(Http2Peer peer, int lastStream, int code) throws IOException {
        Http2Peer.Frame goAway = peer.next(Http2Peer.GOAWAY);
        assertThat(goAway.number(0)).isEqualTo(lastStream);
        assertThat(goAway.number(4)).isEqualTo(code);
    }

    @Test
    void an_idle_connection_is_closed_with_a_goaway() throws IOException {
        try (Http2Site site = site("keepalive_timeout 75s;");
                Http2Peer peer = site.connect()) {
            peer.response(peer.get("/small"));
            peer.ping(1);
            peer.next(Http2Peer.PING);
            site.leap(Duration.ofSeconds(76));
            assertGone(peer, 1, ErrorCode.NO_ERROR);
            assertThat(peer.next(Http2Peer.DATA)).isNull();
        }
    }

    /** Both frames in one write: a PONG then proves that the second frame was read too, which may have no response. */
    private static byte[] pingBefore(byte[] frame) {
        byte[] ping = Http2Peer.frameBytes(Http2Peer.PING, 0, 0, new byte[8]);
        return ByteBuffer.allocate(ping.length + frame.length)
                .put(ping)
                .put(frame)
                .array();
    }

    @Test
    void a_silent_connection_is_closed() throws IOException {
        try (Http2Site site = site("client_header_timeout 10s;")) {
            try (Http2Peer silent =
                            Http2Peer.connectWithoutPreface(site.server().port());
                    Http2Peer half = site.connect()) {
                // the silent connection is older, so it has been accepted before
                half.send(pingBefore(
                        Http2Peer.frameBytes(Http2Peer.HEADERS, 0, 1, Http2Peer.headerBlock(":method: GET"))));
                half.next(Http2Peer.PING);
                site.leap(Duration.ofSeconds(11));
                assertThat(silent.next()).isNull();
                assertThat(half.response(1).reset()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
                site.leap(Duration.ofSeconds(76));
                assertGone(half, 1, ErrorCode.PROTOCOL_ERROR);
            }
            assertThat(site.errors())
                    .contains("client timed out (110: Connection timed out) while reading client request headers")
                    .contains("client timed out (110: Connection timed out) while processing HTTP/2 connection");
        }
    }

    @Test
    void keepalive_requests_ends_a_connection_with_a_goaway() throws IOException {
        try (Http2Site site = site("keepalive_requests 2;");
                Http2Peer peer = site.connect()) {
            peer.response(peer.get("/small"));
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
            assertGone(peer, 3, ErrorCode.NO_ERROR);
            assertThat(peer.next()).isNotNull();
        }
    }

    @Test
    void without_keepalive_each_connection_serves_one_request() throws IOException {
        try (Http2Site site = site("keepalive_timeout 0;");
                Http2Peer peer = site.connect()) {
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
            assertGone(peer, 1, ErrorCode.NO_ERROR);
        }
    }

    @Test
    void quit_completes_running_requests_and_accepts_no_new_ones() throws Exception {
        try (Http2Site site = site("");
                Http2Peer busy = site.connect();
                Http2Peer idle = site.connect()) {
            idle.response(idle.get("/small"));
            int stream = busy.get("/slow");
            await().until(() -> backend.acceptedConnections() == 1);
            CompletionStage<Void> over = site.server().quit();
            assertGone(idle, 1, ErrorCode.NO_ERROR);
            assertGone(busy, stream, ErrorCode.NO_ERROR);
            busy.get("/small");
            assertThat(over.toCompletableFuture()).isNotDone();
            responses.countDown();
            assertThat(busy.response(stream).body()).isEqualTo("done");
            assertThat(busy.next(Http2Peer.HEADERS))
                    .as("a request after the GOAWAY")
                    .isNull();
            over.toCompletableFuture().join();
        }
    }

    @Test
    void a_reload_moves_clients_to_a_new_connection() throws IOException {
        try (Http2Site site = site("location /which { return 200 first; }");
                Http2Peer busy = site.connect();
                Http2Peer idle = site.connect()) {
            idle.response(idle.get("/which"));
            int stream = busy.get("/slow");
            await().until(() -> backend.acceptedConnections() == 1);
            site.site().config("""
                    error_log %{dir}/error.log info;
                    events {}
                    http { server { listen 127.0.0.1:%{port}; http2 on; location /which { return 200 second; } } }
                    """);
            site.server().reload();
            assertGone(idle, 1, ErrorCode.NO_ERROR);
            assertGone(busy, stream, ErrorCode.NO_ERROR);
            responses.countDown();
            assertThat(busy.response(stream).body()).isEqualTo("done");
            try (Http2Peer fresh = site.connect()) {
                assertThat(fresh.response(fresh.get("/which")).body()).isEqualTo("second");
            }
            await().untilAsserted(() ->
                    assertThat(site.server().gangway().generations()).hasSize(1));
        }
    }

    @Test
    void worker_shutdown_timeout_ends_running_requests() throws Exception {
        try (Site site = Site.create().backend(backend)) {
            site.config("""
                    worker_shutdown_timeout 100ms;
                    events {}
                    http { server { listen 127.0.0.1:%{port}; http2 on; location / { proxy_pass http://%{backend}; } } }
                    """);
            try (GangwayServer server = GangwayServer.start(site);
                    Http2Peer peer = Http2Peer.connect(server.port())) {
                int stream = peer.get("/");
                await().until(() -> backend.acceptedConnections() == 1);
                CompletionStage<Void> over = server.quit();
                assertGone(peer, stream, ErrorCode.NO_ERROR);
                assertThat(peer.response(stream).head()).isEmpty();
                over.toCompletableFuture().join();
            }
        }
    }

    @Test
    void the_proxy_protocol_names_the_client() throws IOException {
        try (Site site = Site.create()) {
            site.config("server { listen 127.0.0.1:%{port} proxy_protocol; http2 on;"
                    + " return 200 \"$proxy_protocol_addr $http2\"; }");
            try (GangwayServer server = GangwayServer.start(site);
                    Http2Peer peer = Http2Peer.connectWithoutPreface(server.port())) {
                peer.send("PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n".getBytes(StandardCharsets.US_ASCII));
                peer.sendPreface();
                assertThat(peer.response(peer.get("/")).body()).isEqualTo("1.2.3.4 h2c");
            }
        }
    }

    @Test
    void stub_status_counts_connections_and_requests() throws IOException {
        try (Http2Site site = site("");
                Http2Peer idle = site.connect();
                Http2Peer busy = site.connect()) {
            idle.response(idle.get("/small"));
            busy.get("/slow");
            await().until(() -> backend.acceptedConnections() == 1);
            await().untilAsserted(() -> assertThat(
                            RawHttp.get(site.server().port(), "/status").body())
                    .contains("Active connections: 3 ")
                    .contains("Reading: 0 Writing: 2 Waiting: 1"));
        }
    }

    @Test
    void a_failed_backend_gives_an_error_and_the_next_request_is_served() throws IOException {
        backend.respond(Script.close());
        try (Http2Site site = site("");
                Http2Peer peer = site.connect()) {
            assertThat(peer.response(peer.get("/slow")).status()).isEqualTo(502);
            backend.respond((request, connection) -> {
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                connection.close();
            });
            Http2Peer.Response half = peer.response(peer.get("/slow"));
            assertThat(half.body()).isEqualTo("half");
            assertThat(half.reset()).isEqualTo(ErrorCode.INTERNAL_ERROR);
            assertThat(peer.response(peer.get("/small")).body()).isEqualTo("small");
        }
    }
}
