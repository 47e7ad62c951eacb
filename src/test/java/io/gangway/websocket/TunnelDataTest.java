package io.gangway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.testing.Frame;
import io.gangway.testing.LegPair;
import io.gangway.testing.RawConnection;
import io.gangway.testing.Script;
import io.gangway.testing.WebSocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything sent through a tunnel arrives complete, in order and unchanged. */
class TunnelDataTest {
    private static final int MESSAGES = 100_000;

    // F21, F22
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void messages_of_any_size_are_echoed(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, 70_000, 1 << 20, 16 << 20}) {
                byte[] payload = new byte[size];
                new Random(size).nextBytes(payload);
                CompletableFuture<?> sending = Meanwhile.run(() -> client.send(Frame.of(Frame.BINARY, payload)));

                assertThat(client.read()).isEqualTo(Frame.of(Frame.BINARY, payload));
                sending.join();
            }
        }
    }

    // F22
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void fragments_and_interleaved_control_frames_pass_unchanged(LegPair legs) throws IOException {
        Frame[] frames = {
            Frame.text("one ").unfinished(),
            Frame.of(Frame.PING, "are you there".getBytes(StandardCharsets.UTF_8)),
            Frame.of(Frame.CONTINUATION, new byte[0]).unfinished(),
            Frame.of(Frame.PONG, new byte[0]),
            Frame.of(Frame.CONTINUATION, "message".getBytes(StandardCharsets.UTF_8)),
            Frame.text(""),
            Frame.of(Frame.BINARY, new byte[0]).unfinished(),
            Frame.of(Frame.CONTINUATION, new byte[0]),
            Frame.text("half a character: \u00fc").unfinished(),
            Frame.of(Frame.CONTINUATION, new byte[] {(byte) 0xff, (byte) 0xfe}),
            Frame.text("compressed, for all we know").rsv(4)
        };
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            client.send(frames);

            for (Frame frame : frames) {
                assertThat(client.read()).isEqualTo(frame);
            }
        }
    }

    // F22
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void frames_split_anywhere_arrive_unchanged_in_both_directions(LegPair legs) throws IOException {
        BackendPeer backend = new BackendPeer();
        byte[] up = manyFrames(1, true);
        byte[] down = manyFrames(2, false);
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat")).readHead();
            CompletableFuture<?> sending = Meanwhile.run(() -> sendInPieces(client.socket(), up));
            CompletableFuture<?> answering =
                    Meanwhile.run(() -> sendInPieces(backend.connection().socket(), down));
            CompletableFuture<String> heard =
                    Meanwhile.call(() -> backend.connection().readExactly(up.length));

            assertThat(client.readExactly(down.length).equals(text(down))).isTrue();
            assertThat(heard.join().equals(text(up))).isTrue();
            sending.join();
            answering.join();
            backend.closeAll();
        }
    }

    private static byte[] manyFrames(long seed, boolean masked) {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (all.size() < 1 << 20) {
            byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(100_000) : random.nextInt(126)];
            random.nextBytes(payload);
            boolean control = payload.length < 126 && random.nextInt(4) == 0;
            all.writeBytes(Wires.frame(masked, control ? 0x89 : 0x82, payload));
        }
        return all.toByteArray();
    }

    /** Each piece is a TCP segment, or a TLS record. */
    private static void sendInPieces(Socket socket, byte[] bytes) throws IOException {
        Random random = new Random(bytes.length);
        int to;
        for (int from = 0; from < bytes.length; from = to) {
            int size = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : random.nextInt(20_000);
            to = Math.min(bytes.length, from + size);
            socket.getOutputStream().write(bytes, from, to - from);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    // F22
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void segments_of_one_byte_pass(LegPair legs) throws IOException {
        try (TunnelSite site = TunnelSite.start(legs, WebSocketPeer.echo());
                WebSocketPeer client = site.connect()) {
            for (byte b : client.encode(Frame.text("slowly"))) {
                client.sendRaw(new byte[] {b});
            }

            assertThat(client.read()).isEqualTo(Frame.text("slowly"));
        }
    }

    // F31
    @ParameterizedTest
    @EnumSource(LegPair.class)
    void a_hundred_thousand_messages_in_each_direction_keep_their_order(LegPair legs) throws IOException {
        BackendPeer backend = new BackendPeer();
        try (TunnelSite site = TunnelSite.start(legs, backend.script());
                WebSocketPeer client = site.connect()) {
            CompletableFuture<?> up = Meanwhile.run(() -> sendNumbers(client));
            CompletableFuture<?> down = Meanwhile.run(() -> sendNumbers(backend.peer()));
            CompletableFuture<?> heard = Meanwhile.run(() -> readNumbers(backend.peer()));

            readNumbers(client);
            heard.join();
            up.join();
            down.join();
            backend.closeAll();
        }
    }

    /** Sends a varying number of messages in one write. */
    private static void sendNumbers(WebSocketPeer peer) throws IOException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        for (int i = 0; i < MESSAGES; i++) {
            batch.writeBytes(peer.encode(Frame.text("message " + i)));
            if (i % 7 == 0 || i % 111 < 20 || i == MESSAGES - 1) {
                peer.sendRaw(batch.toByteArray());
                batch.reset();
            }
        }
    }

    private static void readNumbers(WebSocketPeer peer) throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            String text = peer.read().text();
            if (!text.equals("message " + i)) {
                throw new AssertionError("message " + i + " was expected, not \"" + text + "\"");
            }
        }
    }

    @Test
    void a_frame_sent_with_the_request_is_not_lost() throws IOException {
        try (TunnelSite site = TunnelSite.start(WebSocketPeer.echo());
                RawConnection client = site.raw()) {
            client.send(WebSocketPeer.upgradeRequest("/chat") + "\u0081\u0085\0\0\0\0early");

            assertThat(client.read().status()).isEqualTo(101);
            assertThat(client.readExactly(7)).isEqualTo("\u0081\u0005early");
        }
    }

    @Test
    void a_frame_sent_with_the_101_is_not_lost() throws IOException {
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
    void other_protocols_pass_too() throws IOException {
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
}
