package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.ConnectionState;
import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A bridge relays what a tunnel relays, and rejects invalid WebSocket frames. */
class BridgeTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String BRIDGE = "websocket_relay bridge;";

    private final BackendPeer backend = new BackendPeer();

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void fragments_control_frames_and_empty_frames_keep_their_boundaries(LegPair legs) throws IOException {
        Frame[] frames = {
            Frame.text("one ").unfinished(),
            Frame.of(Frame.PING, "are you there".getBytes(StandardCharsets.UTF_8)),
            Frame.of(Frame.CONTINUATION, new byte[0]).unfinished(),
            Frame.of(Frame.PONG, new byte[0]),
            Frame.of(Frame.CONTINUATION, "message".getBytes(StandardCharsets.UTF_8)),
            Frame.of(Frame.BINARY, new byte[0]),
            Frame.text(""),
            Frame.text("gr\u00fc\u00df"),
            Frame.close(1012, "soon again")
        };
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo(), BRIDGE);
                WebSocketPeer client = site.connect()) {
            client.send(frames);

            for (Frame frame : frames) {
                assertThat(client.read()).isEqualTo(frame);
            }
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            assertThat(site.upstream().failures()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_message_of_16_mib_is_echoed_in_one_frame(LegPair legs) throws IOException {
        byte[] payload = new byte[16 << 20];
        new Random(1).nextBytes(payload);
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo(), BRIDGE);
                WebSocketPeer client = site.connect()) {
            CompletableFuture<Void> sending = sending(client, Frame.of(Frame.BINARY, payload));

            Frame echo = client.read();

            assertThat(echo.fin()).isTrue();
            assertThat(echo.payload()).isEqualTo(payload);
            sending.join();
        }
    }

    @Test
    void pings_and_pongs_pass_from_end_to_end() throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script(), BRIDGE);
                WebSocketPeer client = site.connect()) {
            Frame ping = Frame.of(Frame.PING, new byte[] {1, 2, 3});
            client.send(ping);
            assertThat(backend.peer().read().payload()).isEqualTo(ping.payload());
            backend.peer().send(Frame.of(Frame.PONG, ping.payload()), Frame.text("after it"));

            assertThat(client.read()).isEqualTo(Frame.of(Frame.PONG, ping.payload()));
            assertThat(client.read()).isEqualTo(Frame.text("after it"));
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @CsvSource({"1000,bye", "1001,''", "1007,''", "1012,again", "1013,later", "1014,gateway", "3000,x", "4999,y", "0,''"
    })
    void codes_and_reasons_pass(int code, String reason) throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo(), BRIDGE);
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(code, reason));

            assertThat(client.read()).isEqualTo(Frame.close(code, reason));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @ParameterizedTest
    @CsvSource({"999", "1004", "1005", "1006", "1015", "2000", "5000"})
    void reserved_codes_are_rejected_and_never_written(int code) throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script(), BRIDGE);
                WebSocketPeer client = site.connect()) {
            client.send(Frame.close(code, "odd"));

            assertThat(backend.peer().read().closeCode()).isEqualTo(1002);
            assertThat(client.read()).isEqualTo(Frame.close(1002, "close code " + code));
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void bad_utf8_ends_both_sides_with_1007(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BRIDGE, "error_log %{dir}/error.log info;");
                WebSocketPeer client = site.connect()) {
            backend.peer().send(Frame.of(Frame.TEXT, new byte[] {'a', (byte) 0xff}), Frame.text("never"));

            assertThat(client.read()).isEqualTo(Frame.close(1007, "text that is not UTF-8"));
            assertThat(backend.peer().read().closeCode()).isEqualTo(1007);
            assertThat(site.log("error.log"))
                    .contains("websocket relay: bridge (client plain, upstream plain)")
                    .containsPattern("\\[warn\\].* upstream sent text that is not UTF-8 \\(location in ");
            backend.closeAll();
        }
    }

    @Test
    void a_malformed_frame_ends_both_sides_with_1002() throws IOException {
        try (TunnelSite site = TunnelSite.start(
                        backend.script(), BRIDGE, "websocket_close_timeout 1m;", "error_log %{dir}/error.log info;");
                WebSocketPeer client = site.connect()) {
            client.send("fine").sendRaw(Frame.text("not masked").encode());

            assertThat(backend.peer().read().text()).isEqualTo("fine");
            assertThat(backend.peer().read().closeCode()).isEqualTo(1002);
            assertThat(client.read()).isEqualTo(Frame.close(1002, "unmasked frame"));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            assertThat(site.log("error.log")).contains("client sent a malformed frame (unmasked frame)");
            backend.closeAll();
        }
    }

    @Test
    void an_extension_that_was_not_negotiated_is_rejected() throws IOException {
        try (TunnelSite site = TunnelSite.start(backend.script(), BRIDGE);
                WebSocketPeer client = site.connect("Sec-WebSocket-Extensions: permessage-deflate")) {
            assertThat(client.handshake().field("Sec-WebSocket-Extensions")).isNull();
            assertThat(site.upstream().lastRequest().field("Sec-WebSocket-Extensions"))
                    .isNull();
            client.send(Frame.text("compressed?").rsv(4));

            assertThat(client.read()).isEqualTo(Frame.close(1002, "reserved bits set"));
            backend.closeAll();

            site.upstream()
                    .respond((request, connection) ->
                            WebSocketPeer.accept(request, connection, "Sec-WebSocket-Extensions: x-of-ours"));
            try (RawConnection other = site.raw()) {
                assertThat(other.send(WebSocketPeer.upgradeRequest("/chat"))
                                .read()
                                .status())
                        .isEqualTo(502);
            }
        }
    }

    @Test
    void the_subprotocol_passes_unchanged() throws IOException {
        try (TunnelSite site = TunnelSite.start(
                        (request, connection) ->
                                WebSocketPeer.accept(request, connection, "Sec-WebSocket-Protocol: v2.chat"),
                        BRIDGE);
                WebSocketPeer client = site.connect("Sec-WebSocket-Protocol: v1.chat, v2.chat")) {
            assertThat(site.upstream().lastRequest().field("Sec-WebSocket-Protocol"))
                    .isEqualTo("v1.chat, v2.chat");
            assertThat(client.handshake().field("Sec-WebSocket-Protocol")).isEqualTo("v2.chat");
        }
    }

    @Test
    void other_protocols_are_tunnelled() throws IOException {
        try (TunnelSite site = TunnelSite.start(
                        (request, connection) -> {
                            connection.send(
                                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\nhi");
                            connection.send(connection.readLine());
                            connection.close();
                        },
                        BRIDGE,
                        "websocket_compression on;");
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat").replace("websocket", "foo"))
                    .read();
            client.send("any bytes\n");

            assertThat(client.readUntilEnd()).isEqualTo("hiany bytes");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN_TO_PLAIN", "PLAIN_TO_TLS"})
    void the_backend_gets_1014_when_the_client_breaks(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BRIDGE);
                WebSocketPeer client = site.connect()) {
            client.send("last words");
            assertThat(backend.peer().read().text()).isEqualTo("last words");

            client.reset();

            assertThat(backend.peer().read().closeCode()).isEqualTo(1014);
            backend.closeAll();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN_TO_PLAIN", "TLS_TO_PLAIN"})
    void the_client_gets_1014_when_the_backend_breaks(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BRIDGE);
                WebSocketPeer client = site.connect()) {
            backend.peer().send("last words");
            assertThat(client.read().text()).isEqualTo("last words");

            backend.peer().reset();

            assertThat(client.read()).isEqualTo(Frame.close(1014, ""));
            assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
        }
    }

    @Test
    void pongs_to_our_pings_are_removed() throws IOException {
        try (TunnelSite site = TunnelSite.start(
                        backend.script(), BRIDGE, "websocket_ping_interval 50ms; websocket_pong_timeout 10s;");
                WebSocketPeer client = site.connect()) {
            Frame ping = client.read();
            assertThat(ping.opcode()).isEqualTo(Frame.PING);
            client.send(Frame.of(Frame.PONG, ping.payload()), Frame.text("mine"));

            Frame next = backend.peer().read();
            while (next.opcode() == Frame.PING) {
                next = backend.peer().read();
            }
            assertThat(next.text()).isEqualTo("mine");
            backend.closeAll();
        }
    }

    @Test
    void messages_and_codes_are_counted_as_in_a_tunnel() throws IOException {
        try (TunnelSite site =
                TunnelSite.start(WebSocketPeer.echo(), BRIDGE, "access_log %{dir}/access.log closing;")) {
            try (WebSocketPeer client = site.connect()) {
                client.send(Frame.text("a").unfinished(), Frame.of(Frame.CONTINUATION, new byte[2]), Frame.text("b"));
                client.send(Frame.close(4001, "done"));
                assertThat(client.awaitClose(SOON)).isEqualTo(ConnectionState.CLOSED);
            }
            await().untilAsserted(
                            () -> assertThat(site.log("access.log")).isEqualTo("client 4001 done 4001 4001 2 2\n"));
        }
    }

    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_drain_sends_1012_at_reload_and_1001_at_quit(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, backend.script(), BRIDGE, "websocket_drain 10ms;");
                WebSocketPeer client = site.connect()) {
            client.send("here");
            assertThat(backend.peer().read().text()).isEqualTo("here");
            site.reload(BRIDGE, "websocket_drain 11ms;");

            assertThat(client.read().closeCode()).isEqualTo(1012);
            assertThat(backend.peer().read().closeCode()).isEqualTo(1001);
            backend.closeAll();

            site.upstream().respond(WebSocketPeer.echo());
            try (WebSocketPeer later = site.connect()) {
                later.send("here");
                assertThat(later.read().text()).isEqualTo("here");
                site.quit();
                assertThat(later.read().closeCode()).isEqualTo(1001);
            }
        }
    }

    static CompletableFuture<Void> sending(WebSocketPeer peer, Frame... frames) {
        return CompletableFuture.runAsync(() -> {
            try {
                peer.send(frames);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
