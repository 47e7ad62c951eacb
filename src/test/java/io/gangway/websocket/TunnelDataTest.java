package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said in a tunnel arrives: all of it, in order, unchanged. */
class TunnelDataTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536, 70_000, 1 << 20, 16 << 20})
    void a_message_of_any_size_comes_back(int size) throws IOException {
        byte[] payload = new byte[size];
        new Random(size).nextBytes(payload);
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            CompletableFuture<Void> sending = sending(client, Frame.of(Frame.BINARY, payload));

            Frame echo = client.read();

            assertThat(echo.opcode()).isEqualTo(Frame.BINARY);
            assertThat(echo.payload()).isEqualTo(payload);
            sending.join();
        }
    }

    @Test
    void ten_thousand_small_messages_keep_their_order_both_ways() throws IOException {
        int count = 10_000;
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        client.send("message " + i);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });

            for (int i = 0; i < count; i++) {
                assertThat(client.read().text()).isEqualTo("message " + i);
            }
            sending.join();
        }
    }

    @Test
    void fragments_and_control_frames_between_them_pass_as_they_are() throws IOException {
        Frame[] frames = {
            Frame.text("one ").unfinished(),
            Frame.of(Frame.PING, "are you there".getBytes(StandardCharsets.UTF_8)),
            Frame.of(Frame.CONTINUATION, new byte[0]).unfinished(),
            Frame.of(Frame.PONG, new byte[0]),
            Frame.of(Frame.CONTINUATION, "message".getBytes(StandardCharsets.UTF_8)),
            Frame.text("compressed, for all we know").rsv(4)
        };
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            client.send(frames);

            for (Frame frame : frames) {
                assertThat(client.read()).isEqualTo(frame);
            }
        }
    }

    @Test
    void segments_of_one_byte_pass() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            for (byte b : client.encode(Frame.text("slowly"))) {
                client.sendRaw(new byte[] {b});
            }

            assertThat(client.read()).isEqualTo(Frame.text("slowly"));
        }
    }

    @Test
    void a_frame_in_the_segment_of_the_request_is_not_lost() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat") + "\u0081\u0085\0\0\0\0early");

            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readExactly(7)).isEqualTo("\u0081\u0005early");
        }
    }

    @Test
    void a_frame_in_the_segment_of_the_101_is_not_lost() throws IOException {
        Script script = (request, connection) -> {
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\nhello");
            connection.readUntilEnd();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat"));

            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readExactly(5)).isEqualTo("hello");
        }
    }

    @Test
    void any_protocol_passes_not_only_websocket() throws IOException {
        Script script = (request, connection) -> {
            connection.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");
            connection.send("you said " + connection.readLine() + "\n");
            connection.close();
        };
        try (TunnelSite site = TunnelSite.start(script);
                RawConnection client = site.raw()) {
            client.send("GET /chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\n");

            assertThat(client.read().field("Upgrade")).isEqualTo("foo");
            client.send("hi\n");
            assertThat(client.readUntilEnd()).isEqualTo("you said hi\n");
        }
    }

    private static CompletableFuture<Void> sending(WebSocketPeer peer, Frame frame) {
        return CompletableFuture.runAsync(() -> {
            try {
                peer.send(frame);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
