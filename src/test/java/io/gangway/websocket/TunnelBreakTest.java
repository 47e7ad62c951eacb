package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a leg breaks, the other one gets 1014 on a frame boundary, and FIN within a frame. */
@Timeout(60)
class TunnelBreakTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final BackendPeer backend = new BackendPeer();

    // F34, F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_client_gets_1014_when_the_backend_breaks_between_frames(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            backend.peer().send("last words");
            assertThat(client.read().text()).isEqualTo("last words");

            backend.peer().reset();

            assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    // F34
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_client_gets_fin_when_the_backend_breaks_within_a_frame(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            byte[] frame = backend.peer().encode(Frame.of(Frame.BINARY, new byte[20]));
            backend.peer().send("whole").sendRaw(Arrays.copyOf(frame, 12));
            assertThat(client.read().text()).isEqualTo("whole");
            await().until(() -> site.upstream().openConnections() == 1);
            client.send("seen");
            assertThat(backend.peer().read().text()).isEqualTo("seen");

            backend.peer().reset();

            if (legs.isClientHttp2()) {
                assertThatThrownBy(client::readRemaining).hasMessageContaining("RST_STREAM 10");
            } else {
                assertThat(client.readRemaining()).isEqualTo(Arrays.copyOf(frame, 12));
            }
        }
    }

    // F34, F37
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void the_backend_gets_a_masked_1014_when_the_client_breaks(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            client.send("last words");
            assertThat(backend.peer().read().text()).isEqualTo("last words");

            client.reset();

            Frame close = backend.peer().read();
            assertThat(close.closeCode()).isEqualTo(1014);
            assertThat(close.masked()).isTrue();
            assertThat(backend.peer().awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            backend.closeAll();
        }
    }

    // F34
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void nothing_follows_a_close_frame_when_the_leg_breaks(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            backend.peer().send(Frame.close(4401, "go away"));
            assertThat(client.read()).isEqualTo(Frame.close(4401, "go away"));

            backend.peer().reset();

            assertThat(client.read()).isNull();
        }
    }

    // F34
    @ParameterizedTest
    @EnumSource(value = LegPair.class, mode = EnumSource.Mode.MATCH_NONE, names = ".*HTTP2.*")
    void a_tunnel_of_another_protocol_gets_fin(LegPair legs) throws IOException {
        String likeFrame = "\u0082\u0000";
        try (TunnelSite site = TunnelSite.start(legs, (request, connection) -> {
                    connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n"
                            + likeFrame);
                    connection.readLine();
                    connection.reset();
                });
                var client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).read();
            client.readExactly(2);
            client.send("go\n");

            assertThat(client.readUntilEnd()).isEmpty();
        }
    }

    // F22
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void bytes_after_a_malformed_frame_pass_and_are_logged_once(LegPair legs) throws Exception {
        String[] pieces = {"\u0083\u0003odd", " and whatever follows,", "\u0083\u0003too", ", in pieces of its own"};
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), "error_log %{dir}/error.log info;");
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).readHead();
            WebSocketPeer server = backend.next();
            for (String piece : pieces) {
                server.sendRaw(Wires.bytes(piece));
                assertThat(client.readExactly(piece.length())).isEqualTo(piece);
            }
            backend.closeAll();

            assertThat(client.readUntilEnd()).isEmpty();
            await().untilAsserted(() -> assertThat(site.log("error.log"))
                    .containsOnlyOnce("upstream sent a malformed frame (reserved opcode 3)"));
        }
    }
}
