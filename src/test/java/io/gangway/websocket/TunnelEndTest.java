package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits of a location on the age of tunnels and the size of messages. */
class TunnelEndTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String LOG = "error_log %{dir}/error.log info;";

    private final BackendPeer backend = new BackendPeer();

    @Test
    void a_tunnel_of_maximum_age_is_closed_with_1012() throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script(), "websocket_max_age 300ms jitter=100ms;", LOG);
                WebSocketPeer client = site.connect()) {
            assertThat(client.read()).isEqualTo(Frame.close(1012, ""));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            client.send("too late").send(Frame.close(1012, ""));
            backend.peer().send(Frame.close(1001, ""));

            assertThat(client.read()).isNull();
            assertThat(backend.peer().read()).isNull();
            await().untilAsserted(
                            () -> assertThat(site.log("error.log")).contains("websocket closed by gangway with 1012"));
        }
    }

    @Test
    @Timeout(20)
    void pongs_to_our_pings_do_not_postpone_websocket_idle_timeout() throws IOException {
        String[] directives = {"websocket_idle_timeout 600ms;", "websocket_ping_interval 50ms;"};
        try (TunnelSite site = TunnelSite.start(backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            Thread ponging = ponging(backend.peer());
            Frame frame = client.read();
            while (frame != null) {
                assertThat(frame.opcode()).isEqualTo(Frame.PING);
                client.send(Frame.of(Frame.PONG, frame.payload()));
                frame = client.read();
            }
            backend.closeAll();
            join(ponging);
        }
    }

    @Test
    void a_message_above_the_limit_is_dropped_and_closes_both_sides_with_1009() throws IOException {
        String[] directives = {"websocket_max_message_size 1k;", "websocket_close_timeout 300ms;", LOG};
        try (TunnelSite site = TunnelSite.start(backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            Frame half = Frame.of(Frame.BINARY, new byte[1000]).unfinished();
            client.send("fits").send(half, Frame.of(Frame.CONTINUATION, new byte[25]));

            assertThat(backend.peer().read().text()).isEqualTo("fits");
            assertThat(backend.peer().read().payload()).hasSize(1000);
            Frame close = backend.peer().read();
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(close.closeReason()).isEqualTo("message larger than 1024 bytes");
            assertThat(client.read()).isEqualTo(Frame.close(1009, "message larger than 1024 bytes"));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            assertThat(site.log("error.log"))
                    .containsPattern("\\[warn\\].* client sent a message larger than 1024 bytes"
                            + " \\(websocket_max_message_size in location in .*nginx.conf:\\d+")
                    .contains("websocket closed by gangway with 1009");
        }
    }

    @Test
    void a_large_message_of_the_backend_closes_both_sides_too() throws IOException {
        String[] directives = {"websocket_max_message_size 1k;", "websocket_close_timeout 300ms;"};
        try (TunnelSite site = TunnelSite.start(backend.script(), directives);
                WebSocketPeer client = site.connect()) {
            backend.peer().send(Frame.of(Frame.BINARY, new byte[1025]));

            assertThat(client.read().closeCode()).isEqualTo(1009);
            assertThat(backend.peer().read().closeCode()).isEqualTo(1009);
            assertThat(client.read()).isNull();
        }
    }

    static Thread ponging(WebSocketPeer peer) {
        Thread thread = new Thread(() -> {
            try {
                for (Frame frame = peer.read(); frame != null; frame = peer.read()) {
                    if (frame.opcode() == Frame.PING) {
                        peer.send(Frame.of(Frame.PONG, frame.payload()));
                    }
                }
            } catch (IOException e) {
                // the tunnel is over
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        await().until(() -> !thread.isAlive());
    }
}
