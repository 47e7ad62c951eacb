package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.WebSocketPeer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Close codes and reasons pass unchanged, and missing ones are not invented. */
@Timeout(60)
class TunnelCloseCodeTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    /** The codes that an endpoint may send (RFC 6455, section 7.4, and the registry), with unusual reasons. */
    private static final List<Frame> CLOSES = List.of(
            Frame.close(1000, "bye"),
            Frame.close(1001, ""),
            Frame.close(1002, "protocol error"),
            Frame.close(1003, "\u00fc\u4f60\ud83d\ude00"),
            Frame.close(1007, "\u0000"),
            Frame.close(1008, " leading and trailing "),
            Frame.close(1009, "x".repeat(122)),
            Frame.close(1010, "permessage-deflate"),
            Frame.close(1011, "oops"),
            Frame.close(1012, "restart"),
            Frame.close(1013, "try again later"),
            Frame.close(1014, "bad gateway"),
            Frame.close(3000, "unauthorised"),
            Frame.close(4401, "who are you"),
            Frame.close(4999, "x".repeat(123)));

    private final BackendPeer backend = new BackendPeer();

    // F32, F33
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void codes_and_reasons_of_the_client_pass_in_both_directions(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script())) {
            for (Frame close : CLOSES) {
                try (WebSocketPeer client = site.connect()) {
                    WebSocketPeer server = backend.next();
                    client.send(close);
                    assertSame(server.read(), close);

                    server.send(close);
                    assertSame(client.read(), close);

                    client.close();
                    assertThat(server.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
                    server.close();
                }
            }
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    // F32, F33
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_code_of_the_backend_passes_and_so_does_a_different_echo(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script())) {
            for (Frame close : CLOSES) {
                try (WebSocketPeer client = site.connect()) {
                    WebSocketPeer server = backend.next();
                    server.send(close);
                    assertSame(client.read(), close);

                    client.send(Frame.close(4001, "answer"));
                    assertSame(server.read(), Frame.close(4001, "answer"));

                    server.close();
                    assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
                }
            }
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    // F34
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_close_without_code_stays_empty_and_is_logged_as_1005(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), "access_log %{dir}/access.log closing;");
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(0, ""));
            assertThat(backend.peer().read().payload()).isEmpty();
            backend.peer().send(Frame.close(0, ""));
            assertThat(client.read().payload()).isEmpty();
            backend.closeAll();

            assertThat(client.read()).isNull();
            client.close();
            site.awaitNothingLeft();
            await().untilAsserted(() -> assertThat(site.log("access.log")).isEqualTo("client 1005  1005 1005 0 0\n"));
        }
    }

    // F41
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_close_with_one_byte_passes_unchanged_and_ends_the_tunnel(LegPair legs) throws Exception {
        Frame odd = Frame.of(Frame.CLOSE, new byte[] {3});
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            client.send(odd);
            assertThat(backend.peer().read().payload()).containsExactly(3);
            backend.peer().send(odd);
            assertThat(client.read()).isEqualTo(odd);
            backend.closeAll();

            assertThat(client.read()).isNull();
            client.close();
            site.awaitNothingLeft();
        }
    }

    // F41
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void crossing_close_frames_both_arrive(LegPair legs) throws Exception {
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            WebSocketPeer server = backend.next();
            client.send(Frame.close(1000, "from the client"));
            server.send(Frame.close(1001, "from the backend"));

            assertSame(server.read(), Frame.close(1000, "from the client"));
            assertSame(client.read(), Frame.close(1001, "from the backend"));
            server.close();
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            client.close();
            backend.closeAll();
            site.awaitNothingLeft();
        }
    }

    // F41
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_close_right_after_the_handshake_arrives(LegPair legs) throws Exception {
        byte[] ofClient = Wires.close(true, 4001, "never mind");
        String ofBackend = text(Wires.close(false, 4002, "nor here"));
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (TunnelSite site = TunnelSite.start(legs, (request, connection) -> {
                    connection.send(WebSocketPeer.switching(request) + ofBackend);
                    heard.complete(connection.readExactly(ofClient.length));
                    connection.close();
                });
                var client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat") + text(ofClient));

            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(client.readUntilEnd()).isEqualTo(ofBackend);
            assertThat(heard.join()).isEqualTo(text(ofClient));
            client.close();
            site.awaitNothingLeft();
        }
    }

    private static void assertSame(Frame read, Frame close) {
        assertThat(read).as(close.toString()).isNotNull();
        assertThat(read.opcode()).isEqualTo(Frame.CLOSE);
        assertThat(read.payload()).as(close.toString()).isEqualTo(close.payload());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
