package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Ending;
import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pings of our own: each leg is asked for itself, and the answers stay with us. */
class HeartbeatTest {
    private static final Duration SOON = Duration.ofSeconds(8);

    private final BackendPeer backend = new BackendPeer();

    @Test
    void both_legs_are_pinged_and_the_pongs_are_taken_out() throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script(), "websocket_ping_interval 100ms;");
                WebSocketPeer client = site.connect()) {
            for (int i = 0; i < 3; i++) {
                Frame ping = client.read();
                assertThat(ping.opcode()).isEqualTo(Frame.PING);
                client.send(Frame.of(Frame.PONG, ping.payload()));
                ping = backend.peer().read();
                assertThat(ping.opcode()).isEqualTo(Frame.PING);
                assertThat(ping.masked()).isTrue();
                backend.peer().send(Frame.of(Frame.PONG, ping.payload()));
            }
            client.send("after the pongs");
            backend.peer().send("the same");

            assertThat(nextMessage(backend.peer())).isEqualTo("after the pongs");
            assertThat(nextMessage(client)).isEqualTo("the same");
            backend.leave();
        }
    }

    @Test
    void pongs_keep_a_tunnel_beyond_proxy_read_timeout() throws IOException {
        String[] directives = {"websocket_ping_interval 100ms;", "proxy_read_timeout 500ms;"};
        try (TunnelSite site = TunnelSite.start(backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            TunnelEndTest.ponging(backend.peer());
            long over = System.nanoTime() + Duration.ofMillis(1500).toNanos();
            while (System.nanoTime() < over) {
                Frame ping = client.read();
                assertThat(ping).isNotNull();
                client.send(Frame.of(Frame.PONG, ping.payload()));
            }
            backend.peer().send("still here");

            assertThat(nextMessage(client)).isEqualTo("still here");
            backend.leave();
        }
    }

    @Test
    void the_other_side_of_a_leg_that_does_not_answer_gets_1014() throws IOException {
        String[] directives = {
            "websocket_ping_interval 100ms;",
            "websocket_pong_timeout 300ms;",
            "websocket_close_timeout 500ms;",
            "error_log %{dir}/error.log info;"
        };
        try (TunnelSite site = TunnelSite.start(backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            Frame frame = client.read();
            while (frame.opcode() == Frame.PING) {
                client.send(Frame.of(Frame.PONG, frame.payload()));
                frame = client.read();
            }

            assertThat(frame).isEqualTo(Frame.close(1014, ""));
            assertThat(client.ending(SOON)).isEqualTo(Ending.CLOSED);
            await().untilAsserted(() -> assertThat(site.log("error.log"))
                    .containsOnlyOnce("upstream timed out (110: Connection timed out) while waiting for a pong"));
            backend.leave();
        }
    }

    @Test
    void there_is_no_ping_of_ours_while_one_of_the_other_end_is_unanswered() throws IOException {
        byte[] theirs = "theirs".getBytes(StandardCharsets.UTF_8);
        try (TunnelSite site = TunnelSite.start(backend.script(), "websocket_ping_interval 100ms;");
                WebSocketPeer client = site.connect()) {
            backend.peer().send(Frame.of(Frame.PING, theirs));
            Frame ping = client.read();
            if (!ping.equals(Frame.of(Frame.PING, theirs))) {
                // ours was first: theirs comes next, and then there is no other
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
            backend.leave();
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
