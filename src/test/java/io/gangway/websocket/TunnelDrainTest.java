package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** How and when tunnels end with the process. The clock moves only when a test advances it. */
class TunnelDrainTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** How long a stream that ended waits for the end of its peer; the stop does not wait for it. */
    private static final int STREAM_LINGER_MILLIS = 5000;

    private static final String ENDED = "access_log %{dir}/ended.log ended;";
    private static final String ACCEPT =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n";

    private final TestClock clock = TestClock.stopped();
    private final BackendPeer backend = new BackendPeer();

    // ---- close frames

    @ParameterizedTest
    @EnumSource
    void at_quit_both_sides_get_1001_and_echoes_are_dropped(LegPair legs) throws Exception { // F48
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script());
                WebSocketPeer client = site.connect()) {
            client.send("before");
            assertThat(backend.peer().read().text()).isEqualTo("before");

            CompletionStage<Void> over = site.quit();

            assertThat(client.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            client.send(Frame.close(1001, ""));
            backend.peer().send(Frame.close(1001, ""));
            assertThat(client.read()).isNull();
            assertThat(backend.peer().read()).isNull();
            over.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_close_frame_waits_for_the_frame_boundary(LegPair legs) throws Exception { // F39
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script());
                WebSocketPeer client = site.connect()) {
            Frame message = Frame.text("in two pieces");
            byte[] bytes = backend.peer().encode(message);
            backend.peer().sendRaw(Arrays.copyOf(bytes, 4));
            client.send("here");
            assertThat(backend.peer().read().text()).isEqualTo("here");

            site.quit();
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            backend.peer()
                    .sendRaw(Arrays.copyOfRange(bytes, 4, bytes.length))
                    .send("too late")
                    .send(Frame.close(1001, ""));

            assertThat(client.read()).isEqualTo(message);
            assertThat(client.read()).isEqualTo(Frame.close(1001, ""));
            client.send(Frame.close(1001, ""));
            assertThat(client.read()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_second_close_frame_follows_a_relayed_one(LegPair legs) throws Exception { // F44
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script());
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(4001, "mine"));
            assertThat(backend.peer().read().closeCode()).isEqualTo(4001);

            site.quit();
            backend.peer().send("last words").send(Frame.close(4001, "yours"));
            backend.closeAll();

            assertThat(client.read().text()).isEqualTo("last words");
            assertThat(client.read()).isEqualTo(Frame.close(4001, "yours"));
            assertThat(client.read()).isNull();
        }
    }

    /** A client of HTTP/2 has no other protocol: RFC 8441 is for WebSocket only. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "HTTP2.*_TO_PLAIN")
    void a_tunnel_of_another_protocol_gets_fin(LegPair legs) throws Exception { // F48
        try (TunnelSite site = TunnelSite.start(legs, clock, (request, connection) -> {
                    connection.send(ACCEPT, "hello");
                    connection.readUntilEnd();
                });
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).read();
            assertThat(client.readExactly(5)).isEqualTo("hello");

            CompletionStage<Void> over = site.quit();

            assertThat(client.readUntilEnd()).isEmpty();
            client.close();
            over.toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    // ---- times

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void the_ends_of_n_tunnels_are_spread_evenly_over_the_window(LegPair legs) throws Exception { // F45
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain 10s;", ENDED);
                DrainedClients clients = new DrainedClients(site).connect(5)) {
            site.quit();
            assertThat(clients.receivedCodes()).containsExactly(1001);
            for (int i = 1; i < 5; i++) {
                clock.advance(1999);
                assertThat(clients.receivedCodes()).isEmpty();
                clock.advance(1);
                assertThat(clients.receivedCodes()).containsExactly(1001);
            }

            assertThat(site.lines("ended.log"))
                    .containsExactly("0.000 1001", "2.000 1001", "4.000 1001", "6.000 1001", "8.000 1001");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ANY, names = LegPair.EACH_LEG)
    void tunnels_of_several_generations_share_the_window(LegPair legs) throws Exception { // F45
        try (TunnelSite site = TunnelSite.start(legs, clock, WebSocketPeer.echo(), "websocket_drain 9s;", ENDED);
                DrainedClients clients = new DrainedClients(site)) {
            for (int i = 0; i < 3; i++) {
                clients.connect(1);
                site.reload("websocket_drain 9s;", ENDED, "location /other { return 200 " + i + "; }");
            }
            site.quit();
            assertThat(clients.receivedCodes()).hasSize(1);
            clock.advance(2999);
            assertThat(clients.receivedCodes()).isEmpty();
            clock.advance(1);
            assertThat(clients.receivedCodes()).hasSize(1);
            clock.advance(3000);
            assertThat(clients.receivedCodes()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void quit_ends_in_time_although_all_peers_are_silent(LegPair legs) throws Exception { // F48
        String[] directives = {"websocket_drain 6s;", "websocket_close_timeout 4s;", ENDED};
        try (TunnelSite site = TunnelSite.start(legs, clock, silent(), directives);
                WebSocketPeer one = site.connect();
                WebSocketPeer other = site.connect()) {
            CompletableFuture<Void> over = site.quit().toCompletableFuture();
            clock.advance(3000);
            assertThat(one.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(other.read()).isEqualTo(Frame.close(1001, ""));
            assertThat(site.tunnels()).isEqualTo(2);
            clock.advance(1000);
            assertThat(site.tunnels()).isEqualTo(1);
            clock.advance(2999);
            assertThat(site.tunnels()).isEqualTo(1);
            assertThat(over).isNotDone();
            clock.advance(1);

            over.get(20, TimeUnit.SECONDS);
            assertThat(one.read()).isNull();
            assertThat(other.read()).isNull();
            assertThat(site.lines("ended.log")).containsExactly("4.000 1001", "7.000 1001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void quit_ends_in_time_although_a_client_does_not_read(LegPair legs) throws Exception { // F48
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        Script pouring = (request, connection) -> {
            WebSocketPeer.accept(request, connection);
            closed.complete(pourUntilClosed(connection.socket().getOutputStream()));
        };
        String[] directives = {"websocket_close_timeout 4s;", ENDED};
        try (TunnelSite site = TunnelSite.start(legs, clock, pouring, directives);
                WebSocketPeer stalled = site.connect()) {
            CompletableFuture<Void> over = site.quit().toCompletableFuture();
            clock.advance(3999);
            assertThat(over).isNotDone();
            clock.advance(1);

            over.get(20, TimeUnit.SECONDS);
            clock.advance(STREAM_LINGER_MILLIS);
            assertThat(closed.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(site.lines("ended.log")).containsExactly("4.000 1001");
            assertThat(stalled.awaitClose(SOON)).isNotEqualTo(ConnectionState.OPEN);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_upgrade_accepted_after_quit_is_drained_at_once(LegPair legs) throws Exception { // F48
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> response = new CompletableFuture<>();
        Script late = (request, connection) -> {
            asked.complete(null);
            response.join();
            WebSocketPeer peer = WebSocketPeer.accept(request, connection);
            assertThat(peer.read().closeCode()).isEqualTo(1001);
            peer.send(Frame.close(1001, "")).read();
        };
        try (TunnelSite site = TunnelSite.start(legs, clock, late);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat"));
            asked.join();
            CompletableFuture<Void> over = site.quit().toCompletableFuture();
            response.complete(null);

            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readExactly(4)).isEqualTo("\u0088\u0002\u0003\u00e9");
            client.close();
            over.get(20, TimeUnit.SECONDS);
        }
    }

    /** A backend that accepts, reads and sends nothing. */
    static Script silent() {
        return (request, connection) -> {
            WebSocketPeer.accept(request, connection);
            connection.readUntilEnd();
        };
    }

    /** Writes text messages until the peer closes; false if it accepted a whole gigabyte. */
    private static boolean pourUntilClosed(OutputStream out) throws IOException {
        byte[] messages = Frame.of(Frame.BINARY, new byte[65536]).encode();
        try {
            for (int i = 0; i < 16384; i++) {
                out.write(messages);
            }
            return false;
        } catch (SocketException e) {
            return true;
        }
    }
}
