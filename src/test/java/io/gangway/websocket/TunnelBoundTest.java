package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.WebSocketPeer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * However the peers behave, both legs are gone within {@code websocket_close_timeout}. It is ten minutes here, and the
 * test advances the clock.
 */
@Timeout(60)
class TunnelBoundTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String[] BOUND = {
        "websocket_close_timeout 10m;", "proxy_read_timeout 10h;", "send_timeout 10h;", "proxy_send_timeout 10h;"
    };
    private static final Duration WITHIN = Duration.ofMinutes(9);
    private static final Duration REST = Duration.ofMinutes(2);

    private final BackendPeer backend = new BackendPeer();

    // F35, F40
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_backend_never_answers_a_close(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BOUND);
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(1000, "bye"));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1000);

            bothLegsGo(site, client);
        }
    }

    // F35, F40
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_client_never_answers_a_close(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BOUND);
                WebSocketPeer client = site.connect()) {
            backend.peer().send(Frame.close(1000, "bye"));
            assertThat(client.read().closeCode()).isEqualTo(1000);

            bothLegsGo(site, client);
        }
    }

    // F35
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void both_peers_close_and_keep_their_connections(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BOUND);
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(1000, "bye"));
            backend.peer().read();
            backend.peer().send(Frame.close(1000, "bye"));
            client.read();

            bothLegsGo(site, client);
        }
    }

    // F40
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_peer_answers_a_close_with_messages(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BOUND);
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(1000, "bye"));
            backend.peer().read();
            site.advance(WITHIN);
            backend.peer().send("but there is so much to say");
            assertThat(client.read().text()).startsWith("but");
            assertThat(site.tunnels()).isOne();

            site.advance(REST);
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            assertThat(backend.peer().awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    // F36
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_client_sends_fin_to_a_silent_backend(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BOUND);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).readHead();
            WebSocketPeer server = backend.next();
            client.halfClose();
            assertThat(server.read()).isNull();
            assertThat(site.tunnels()).isOne();

            site.advance(WITHIN.plus(REST));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    // F36
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_backend_sends_fin_to_a_silent_client(LegPair legs) throws Exception {
        CompletableFuture<ConnectionState> ending = new CompletableFuture<>();
        try (TunnelSite site = TunnelSite.start(
                        legs,
                        (request, connection) -> {
                            WebSocketPeer.accept(request, connection);
                            connection.halfClose();
                            ending.complete(connection.awaitClose(Duration.ofSeconds(30)));
                            connection.close();
                        },
                        BOUND);
                WebSocketPeer client = site.connect()) {
            assertThat(client.read()).isNull();
            assertThat(site.tunnels()).isOne();

            site.advance(WITHIN.plus(REST));
            assertThat(ending.join()).isEqualTo(ConnectionState.CLOSED);
            site.awaitNothingLeft();
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_client_sends_rst_to_a_silent_backend(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BOUND)) {
            WebSocketPeer client = site.connect();
            WebSocketPeer server = backend.next();
            client.reset();
            assertThat(server.read().closeCode()).isEqualTo(1014);
            assertThat(server.read()).isNull();

            site.advance(WITHIN.plus(REST));
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    // F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_backend_sends_rst_to_a_silent_client(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BOUND);
                WebSocketPeer client = site.connect()) {
            backend.next().reset();
            assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
            assertThat(client.read()).isNull();

            site.advance(WITHIN.plus(REST));
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    // F39
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void our_close_frame_waits_for_the_frame_boundary_and_then_for_the_echo(LegPair legs) throws Exception {
        String[] directives = {"websocket_max_age 1h jitter=0;", BOUND[0], BOUND[1]};
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            byte[] message = server.encode(Frame.text("in two pieces"));
            server.sendRaw(Arrays.copyOf(message, 5));
            client.send("seen");
            assertThat(server.read().text()).isEqualTo("seen");

            site.advance(Duration.ofMinutes(61));
            assertThat(server.read().closeCode()).isEqualTo(1001);
            server.sendRaw(Arrays.copyOfRange(message, 5, message.length));

            assertThat(client.read()).isEqualTo(Frame.text("in two pieces"));
            assertThat(client.read()).isEqualTo(Frame.close(1012, ""));
            bothLegsGo(site, client);
        }
    }

    /** Both legs end at the time-out, not before it. */
    private void bothLegsGo(TunnelSite site, WebSocketPeer client) throws Exception {
        site.advance(WITHIN);
        assertThat(client.awaitClose(Duration.ofMillis(50))).isEqualTo(ConnectionState.OPEN);
        assertThat(site.tunnels()).isOne();

        site.advance(REST);
        assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        assertThat(backend.peer().awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        backend.closeAll();
        site.awaitNothingLeft();
    }
}
