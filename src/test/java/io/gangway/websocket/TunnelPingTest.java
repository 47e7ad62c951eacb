package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pings of the endpoints pass, pongs to our own pings do not, and peers that do not respond are detected. */
@Timeout(60)
class TunnelPingTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String[] PINGS = {
        "websocket_ping_interval 1m;", "websocket_pong_timeout 20s;", "proxy_read_timeout 10h;"
    };

    /** An unsolicited pong of the same length as ours. */
    private static final Frame ANOTHER_PONG = Frame.of(Frame.PONG, new byte[8]);

    private final BackendPeer backend = new BackendPeer();

    // F27
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_ping_gets_one_pong_from_the_other_endpoint(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            onePong(client, backend.next());
            onePong(backend.peer(), client);
            backend.closeAll();
        }
    }

    private static void onePong(WebSocketPeer asking, WebSocketPeer asked) throws Exception {
        byte[] payload = {1, 2, 3};
        asking.send(Frame.of(Frame.PING, payload));
        assertThat(asked.read().opcode()).isEqualTo(Frame.PING);
        asked.send("before").send(Frame.of(Frame.PONG, payload)).send("after");

        assertThat(asking.read().text()).isEqualTo("before");
        Frame pong = asking.read();
        assertThat(pong.opcode()).isEqualTo(Frame.PONG);
        assertThat(pong.payload()).isEqualTo(payload);
        assertThat(asking.read().text()).isEqualTo("after");
    }

    // F27
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void pongs_to_our_pings_are_not_forwarded(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, TestClock.stopped(), backend.script(), PINGS);
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            for (int i = 0; i < 3; i++) {
                site.advance(Duration.ofMinutes(1));
                client.send(ANOTHER_PONG);
                server.send(ANOTHER_PONG);
                respond(client);
                respond(server);
                client.send("up");
                server.send("down");
                assertThat(server.read().payload()).isEqualTo(ANOTHER_PONG.payload());
                assertThat(client.read().payload()).isEqualTo(ANOTHER_PONG.payload());
                assertThat(server.read().text()).isEqualTo("up");
                assertThat(client.read().text()).isEqualTo("down");
                site.advance(Duration.ofMinutes(1));
            }
            backend.closeAll();
        }
    }

    private static void respond(WebSocketPeer peer) throws Exception {
        Frame ping = peer.read();
        assertThat(ping.opcode()).isEqualTo(Frame.PING);
        peer.send(Frame.of(Frame.PONG, ping.payload()));
    }

    // F28
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_lost_backend_is_detected_and_the_client_gets_a_close(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, TestClock.stopped(), backend.script(), PINGS);
                WebSocketPeer client = site.connect()) {
            backend.next();
            site.advance(Duration.ofMinutes(1));
            respond(client);
            assertThat(site.tunnels()).isOne();
            client.send("anybody there?");
            assertThat(backend.peer().read().opcode()).isEqualTo(Frame.PING);
            assertThat(backend.peer().read().text()).isEqualTo("anybody there?");

            site.advance(Duration.ofSeconds(21));
            assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
            assertThat(client.read()).isNull();
            client.close();
            gone(site);
        }
    }

    // F28
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_lost_client_is_detected_and_the_backend_gets_a_close(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, TestClock.stopped(), backend.script(), PINGS);
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            site.advance(Duration.ofMinutes(1));
            respond(server);
            server.send("anybody there?");
            assertThat(client.read().opcode()).isEqualTo(Frame.PING);
            assertThat(client.read().text()).isEqualTo("anybody there?");

            site.advance(Duration.ofSeconds(21));
            assertThat(server.read().closeCode()).isEqualTo(1014);
            site.advance(Duration.ofSeconds(11));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            assertThat(server.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            gone(site);
        }
    }

    /** After {@code websocket_close_timeout}, ten seconds, at the latest. */
    private void gone(TunnelSite site) {
        site.advance(Duration.ofSeconds(11));
        backend.closeAll();
        site.awaitNothingLeft();
    }
}
