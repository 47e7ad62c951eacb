package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.testing.Frame;
import io.gangway.testing.Http2Peer;
import io.gangway.testing.Http2Streams;
import io.gangway.testing.LegPair;
import io.gangway.testing.TestClock;
import io.gangway.testing.UpstreamConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tunnels on the streams of one HTTP/2 connection: how they and their connection end. */
class StreamTunnelLifeTest {
    private static final String LOG = "http2 on; error_log %{dir}/error.log info;";

    private final TestClock clock = TestClock.stopped();
    private final BackendPeer backend = new BackendPeer();

    private TunnelSite site(String... directives) throws IOException {
        List<String> all = new ArrayList<>(List.of(LOG));
        all.addAll(List.of(directives));
        return TunnelSite.start(LegPair.PLAIN_TO_PLAIN, clock, backend.script(), all.toArray(String[]::new));
    }

    private static Http2Streams connect(TunnelSite site) throws IOException {
        return Http2Streams.on(Http2Peer.connect(site.port()));
    }

    private static boolean isGoingAway(Http2Streams client) {
        return !client.control(Http2Peer.GOAWAY).isEmpty();
    }

    private static int status(Http2Streams client, String path) throws IOException {
        return client.connection()
                .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .read()
                .status();
    }

    // ---- close frames first, GOAWAY last: https://github.com/haproxy/haproxy/issues/2789

    @Test
    void at_quit_goaway_follows_the_last_tunnel() throws Exception {
        try (TunnelSite site = site("websocket_close_timeout 1d;");
                Http2Streams client = connect(site);
                WebSocketPeer one = client.webSocket("/chat");
                WebSocketPeer two = client.webSocket("/chat")) {
            one.send("1");
            two.send("2");
            WebSocketPeer first = backend.next();
            WebSocketPeer second = backend.next();
            assertThat(first.read().text()).isEqualTo("1");
            assertThat(second.read().text()).isEqualTo("2");
            CompletionStage<Void> over = site.quit();
            clock.advance(Duration.ofHours(1));

            assertThat(one.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(two.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(isGoingAway(client)).isFalse();
            one.send(Frame.close(1001, ""));
            first.send(Frame.close(1001, ""));
            assertThat(one.read()).isNull();
            assertThat(isGoingAway(client)).isFalse();
            two.send(Frame.close(1001, ""));
            second.send(Frame.close(1001, ""));
            assertThat(two.read()).isNull();
            one.close();
            two.close();

            await().until(() -> isGoingAway(client));
            backend.closeAll();
            over.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_reload_leaves_tunnels_of_unchanged_locations_and_their_connection() throws Exception {
        try (TunnelSite site = site();
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            site.reload(LOG, "location = /new { return 204; }");

            assertThat(status(client, "/new")).isEqualTo(204);
            peer.send("still here");
            assertThat(backend.peer().read().text()).isEqualTo("still here");
            assertThat(isGoingAway(client)).isFalse();

            peer.send(Frame.close(1000, ""));
            backend.peer().send(Frame.close(1000, ""));
            backend.closeAll();
            assertThat(peer.read().closeCode()).isEqualTo(1000);
            peer.close();
            await().until(() -> isGoingAway(client));
            await().until(() -> site.generations().size() == 1);
        }
    }

    @Test
    void a_reload_closes_the_tunnels_of_a_changed_location_before_goaway() throws Exception {
        try (TunnelSite site = site();
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            site.removeLocations();
            clock.advance(Duration.ofHours(1));

            assertThat(peer.read().opcode()).isEqualTo(Frame.CLOSE);
            assertThat(isGoingAway(client)).isFalse();
            peer.send(Frame.close(1001, ""));
            backend.peer().send(Frame.close(1001, ""));
            assertThat(peer.read()).isNull();
            peer.close();
            await().until(() -> isGoingAway(client));
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keepalive_requests 1;", "keepalive_timeout 0;", "keepalive_time 1s;"})
    void the_end_of_keepalive_waits_for_the_tunnels(String directive) throws Exception {
        try (TunnelSite site = site(directive, "location = /ok { return 204; }");
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            clock.advance(Duration.ofSeconds(2));
            assertThat(status(client, "/ok")).isEqualTo(204);
            assertThat(status(client, "/ok")).isEqualTo(204);
            assertThat(isGoingAway(client)).isFalse();

            peer.send("still here");
            assertThat(backend.peer().read().text()).isEqualTo("still here");
            peer.close();
            backend.closeAll();
            await().until(() -> isGoingAway(client));
            await().until(() -> !client.isOpen());
        }
    }

    @Test
    void no_timer_ends_an_idle_tunnel() throws Exception {
        String times = "send_timeout 1s; keepalive_timeout 1s; client_header_timeout 1s; client_body_timeout 1s;"
                + " proxy_send_timeout 1s; websocket_idle_timeout off;";
        try (TunnelSite site = site(times);
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            backend.peer().send("a");
            assertThat(peer.read().text()).isEqualTo("a");
            clock.advance(Duration.ofDays(1));

            peer.send("b");
            assertThat(backend.peer().read().text()).isEqualTo("b");
            backend.closeAll();
        }
    }

    // ---- ends of streams

    @Test
    void a_client_that_cancels_its_stream_has_left() throws Exception {
        try (TunnelSite site = site("location = /ok { return 204; }");
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            client.nextOf(stream, Http2Peer.HEADERS);
            client.reset(stream, Http2Peer.CANCEL);

            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            backend.closeAll();
            site.awaitNothingLeft();
            assertThat(site.lines("error.log").stream().filter(line -> line.contains("proxying upgraded connection")))
                    .singleElement()
                    .asString()
                    .contains("recv() failed (104: Connection reset by peer) while proxying upgraded connection");
            assertThat(client.response(client.get("/ok")).status()).isEqualTo(204);
        }
    }

    @Test
    void a_client_that_resets_with_another_code_is_lost() throws Exception {
        try (TunnelSite site = site();
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            client.nextOf(stream, Http2Peer.HEADERS);
            client.reset(stream, ErrorCode.INTERNAL_ERROR);

            assertThat(backend.peer().read().closeCode()).isEqualTo(1014);
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    @Test
    void a_lost_connection_ends_each_of_its_tunnels_with_one_line() throws Exception {
        try (TunnelSite site = site()) {
            Http2Streams client = connect(site);
            for (int i = 0; i < 10; i++) {
                client.webSocket("/chat");
            }
            client.close();

            for (int i = 0; i < 10; i++) {
                assertThat(backend.next().read().closeCode()).isEqualTo(1014);
            }
            backend.closeAll();
            site.awaitNothingLeft();
            assertThat(site.lines("error.log").stream().filter(line -> line.contains("recv() failed (104")))
                    .hasSize(10);
        }
    }

    @Test
    void a_backend_that_resets_is_a_close_frame() throws Exception {
        try (TunnelSite site = site();
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            backend.peer().reset();

            assertThat(peer.read().closeCode()).isEqualTo(1014);
            assertThat(peer.read()).isNull();
        }
    }

    @Test
    void a_backend_that_resets_within_a_frame_is_connect_error() throws Exception {
        try (TunnelSite site = site();
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            backend.peer().sendHeader(Frame.BINARY, 10);
            peer.send("received");
            assertThat(backend.peer().read().text()).isEqualTo("received");
            backend.peer().reset();

            await().untilAsserted(() -> assertThat(client.control(Http2Peer.RST_STREAM))
                    .singleElement()
                    .satisfies(frame -> assertThat(frame.number(0)).isEqualTo(ErrorCode.CONNECT_ERROR)));
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    @Test
    void the_end_of_the_stream_is_fin_both_ways() throws Exception {
        BlockingQueue<UpstreamConnection> connections = new LinkedBlockingQueue<>();
        try (TunnelSite site = TunnelSite.start(
                        (request, connection) -> {
                            WebSocketPeer.accept(request, connection);
                            assertThat(connection.readUntilEnd()).isEqualTo("all I say");
                            connections.add(connection);
                            connection.send("the response");
                            connection.close();
                        },
                        LOG);
                Http2Streams client = connect(site);
                WebSocketPeer peer = client.webSocket("/chat")) {
            peer.sendRaw("all I say".getBytes());
            peer.halfClose();

            assertThat(new String(peer.readRemaining())).isEqualTo("the response");
            assertThat(client.control(Http2Peer.RST_STREAM)).isEmpty();
            site.awaitNothingLeft();
        }
    }

    @Test
    void the_end_of_the_stream_waits_for_the_answer_to_the_close_frame() throws Exception {
        byte[] close = WebSocketPeer.encode(Frame.close(1000, "bye"), true);
        try (TunnelSite site = TunnelSite.start(
                        WebSocketPeer.upgrade(peer -> {
                            peer.send(Frame.close(1000, "bye"));
                            peer.halfClose();
                            assertThat(peer.read().closeCode()).isEqualTo(1000);
                        }),
                        LOG);
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            assertThat(client.nextOf(stream, Http2Peer.DATA).endsStream()).isFalse();
            // The FIN of the backend is read meanwhile.
            for (int i = 0; i < 50; i++) {
                client.ping(i);
                assertThat(client.next(frame -> frame.type() == Http2Peer.PING || frame.type() == Http2Peer.DATA)
                                .type())
                        .isEqualTo(Http2Peer.PING);
            }
            client.data(stream, close, false);

            assertThat(client.nextOf(stream, Http2Peer.DATA).endsStream()).isTrue();
            client.data(stream, "", true);
            site.awaitNothingLeft();
        }
    }

    @Test
    void a_close_frame_of_a_backend_that_resets_is_answered_and_ends_the_stream() throws Exception {
        byte[] close = WebSocketPeer.encode(Frame.close(1000, ""), true);
        try (TunnelSite site = site("websocket_close_timeout 1d;");
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            backend.peer().send(Frame.close(1000, ""));
            assertThat(client.nextOf(stream, Http2Peer.DATA).endsStream()).isFalse();
            backend.peer().reset();
            await().until(() -> site.lines("error.log").stream().anyMatch(line -> line.contains("(104")));
            client.data(stream, close, false);

            assertThat(client.nextOf(stream, Http2Peer.DATA).endsStream()).isTrue();
            client.data(stream, "", true);
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    @Test
    void a_tunnel_that_ends_with_the_last_data_of_its_client_leaves_the_connection() throws Exception {
        byte[] close = WebSocketPeer.encode(Frame.close(1000, ""), true);
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), LOG, "location = /ok { return 204; }");
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.webSocket("/chat");
            client.data(stream, close, false);
            await().until(() -> client.nextOf(stream).endsStream());
            client.data(stream, "ignored", true);

            assertThat(client.response(client.get("/ok")).status()).isEqualTo(204);
            site.awaitNothingLeft();
        }
    }

    @Test
    void a_stream_may_end_with_its_head() throws Exception {
        try (TunnelSite site = site();
                Http2Peer client = Http2Peer.connect(site.port())) {
            int stream = client.open(true, Http2Peer.webSocketRequest("/chat"));

            assertThat(client.nextOf(stream, Http2Peer.HEADERS).fields()).contains(":status: 200");
            assertThat(backend.peer().read()).isNull();
            backend.closeAll();
            await().until(() -> client.nextOf(stream).endsStream());
            site.awaitNothingLeft();
        }
    }

    @Test
    void a_reset_at_any_moment_leaves_nothing() throws Exception {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), LOG);
                Http2Peer client = Http2Peer.connect(site.port())) {
            client.windowUpdate(0, 1 << 30);
            for (int i = 0; i < 200; i++) {
                int stream = client.webSocket("/chat");
                for (int message = i % 5; message > 0; message--) {
                    client.data(stream, WebSocketPeer.encode(Frame.text("x".repeat(i * 10)), true), false);
                }
                if (i % 3 == 0) {
                    client.nextOf(stream, Http2Peer.HEADERS);
                }
                client.reset(stream, Http2Peer.CANCEL);
            }
            site.awaitNothingLeft();

            int stream = client.webSocket("/chat");
            client.data(stream, WebSocketPeer.encode(Frame.text("alive"), true), false);
            assertThat(client.nextOf(stream, Http2Peer.DATA).text()).endsWith("alive");
        }
    }
}
