package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.TestClock;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gangway's own pings: each leg is pinged separately, and the pongs are not forwarded. */
class HeartbeatTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final TestClock clock = TestClock.stopped();
    private final BackendPeer backend = new BackendPeer();

    @ParameterizedTest
    @EnumSource
    void both_legs_are_pinged_and_the_pongs_are_removed(LegPair legs) throws IOException { // F27
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script(), "websocket_ping_interval 10s;");
                WebSocketPeer client = site.connect()) {
            clock.awaitLoops();
            for (int i = 0; i < 3; i++) {
                clock.advance(10_000);
                answerPings(client);
                // traffic within an interval postpones the next ping
                clock.advance(10_000);
            }
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource
    void pongs_keep_a_tunnel_beyond_proxy_read_timeout(LegPair legs) throws IOException { // F27
        String[] directives = {"websocket_ping_interval 10s;", "proxy_read_timeout 25s;"};
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            clock.awaitLoops();
            for (int i = 0; i < 5; i++) {
                clock.advance(10_000);
                client.send(pong(client));
                backend.peer().send(pong(backend.peer()));
                await().until(() -> {
                    clock.awaitLoops();
                    return site.buffersInUse() == 0;
                });
                clock.advance(10_000);
                assertThat(site.tunnels()).isEqualTo(1);
            }
            backend.closeAll();
        }
    }

    /** Only the messages after the pongs pass. */
    private void answerPings(WebSocketPeer client) throws IOException {
        client.send(pong(client)).send("after the pong");
        assertThat(nextMessage(backend.peer())).isEqualTo("after the pong");
        backend.peer().send("the same");
        assertThat(client.read().text()).isEqualTo("the same");
    }

    private static Frame pong(WebSocketPeer peer) throws IOException {
        Frame ping = peer.read();
        assertThat(ping.opcode()).isEqualTo(Frame.PING);
        return Frame.of(Frame.PONG, ping.payload());
    }

    @ParameterizedTest
    @EnumSource
    void the_other_leg_gets_1014_when_a_leg_does_not_respond(LegPair legs) throws IOException { // F28
        String[] directives = {
            "websocket_ping_interval 10s;",
            "websocket_pong_timeout 20s;",
            "websocket_close_timeout 5s;",
            "error_log %{dir}/error.log info;"
        };
        String complaint = "upstream timed out (110: Connection timed out) while waiting for a pong";
        try (TunnelSite site = TunnelSite.start(legs, clock, backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            clock.awaitLoops();
            clock.advance(10_000);
            client.send(pong(client)).send("after the pong");
            assertThat(nextMessage(backend.peer())).isEqualTo("after the pong");
            clock.awaitLoops();
            clock.advance(10_000);
            clock.advance(9_999);
            assertThat(site.log("error.log")).doesNotContain(complaint);
            clock.advance(1);
            assertThat(site.log("error.log")).containsOnlyOnce(complaint);

            Frame frame = client.read();
            while (frame.opcode() == Frame.PING) {
                frame = client.read();
            }
            assertThat(frame).isEqualTo(Frame.close(1014, ""));
            clock.advance(4_999);
            assertThat(site.tunnels()).isEqualTo(1);
            clock.advance(1);
            assertThat(site.tunnels()).isZero();
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            backend.closeAll();
        }
    }

    @Test
    void no_ping_is_sent_while_a_ping_of_the_peer_is_pending() throws IOException {
        byte[] theirs = "theirs".getBytes(StandardCharsets.UTF_8);
        try (TunnelSite site = TunnelSite.start(backend.script(), "websocket_ping_interval 100ms;");
                WebSocketPeer client = site.connect()) {
            backend.peer().send(Frame.of(Frame.PING, theirs));
            Frame ping = client.read();
            if (!ping.equals(Frame.of(Frame.PING, theirs))) {
                // our ping was first: theirs is next, and no other follows
                client.send(Frame.of(Frame.PONG, ping.payload()));
                ping = client.read();
            }
            assertThat(ping).isEqualTo(Frame.of(Frame.PING, theirs));

            for (int i = 0; i < 4; i++) {
                assertThat(backend.peer().read().opcode()).isEqualTo(Frame.PING);
                backend.peer().send("tick");
                assertThat(client.read().text()).isEqualTo("tick");
            }
            client.send(Frame.of(Frame.PONG, theirs));

            assertThat(client.read().opcode()).isEqualTo(Frame.PING);
            backend.closeAll();
        }
    }

    private static String nextMessage(WebSocketPeer peer) throws IOException {
        Frame frame = peer.read();
        while (frame.opcode() == Frame.PING) {
            frame = peer.read();
        }
        return frame.text();
    }
}
