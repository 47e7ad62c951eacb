package io.gangway.websocket.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.content.Codecs;
import io.gangway.testing.Frame;
import io.gangway.testing.WebSocketPeer;
import io.gangway.websocket.frame.Inflation;
import io.gangway.websocket.frame.Opcode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageRecorderTest {
    private static final int RSV1 = 4;

    private final Codecs codecs = new Codecs();
    private final MessageRing ring = new MessageRing(1 << 20, () -> 0);

    @AfterEach
    void close() {
        codecs.close();
    }

    private List<String> texts() {
        return ring.after(0).stream()
                .map(message -> new String(message.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    private static byte[] bytes(Frame... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Frame frame : frames) {
            bytes.writeBytes(WebSocketPeer.encode(frame, true));
        }
        return bytes.toByteArray();
    }

    private static Frame deflated(Deflater deflater, byte[] payload) {
        deflater.setInput(payload);
        byte[] out = new byte[payload.length + 64];
        int n = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        return Frame.of(Frame.TEXT, Arrays.copyOf(out, n - 4)).rsv(RSV1);
    }

    private static Frame deflated(Deflater deflater, String text) {
        return deflated(deflater, text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 1_000_000})
    void messages_are_recorded_whatever_pieces_they_arrive_in(int size) {
        MessageRecorder recorder = new MessageRecorder(true, ring, null);
        byte[] all = bytes(
                Frame.text("one"),
                Frame.text(""),
                Frame.text("tw").unfinished(),
                Frame.ping("ping"),
                Frame.of(Frame.CONTINUATION, "o".getBytes(StandardCharsets.UTF_8)),
                Frame.of(Frame.BINARY, new byte[300]),
                Frame.pong(""),
                Frame.close(1000, "end"));
        for (int at = 0; at < all.length; at += size) {
            recorder.record(ByteBuffer.wrap(all, at, Math.min(size, all.length - at)));
        }

        assertThat(ring.after(0))
                .extracting(InspectedMessage::opcode)
                .containsExactly(
                        Opcode.TEXT, Opcode.TEXT, Opcode.PING, Opcode.TEXT, Opcode.BINARY, Opcode.PONG, Opcode.CLOSE);
        assertThat(texts()).startsWith("one", "", "ping", "two");
        assertThat(ring.after(0)).extracting(InspectedMessage::length).containsExactly(3L, 0L, 4L, 3L, 300L, 0L, 5L);
        assertThat(ring.after(0)).allSatisfy(each -> assertThat(each.cut()).isFalse());
    }

    @Test
    void the_bytes_are_not_changed() {
        byte[] all = bytes(Frame.text("one"), Frame.ping("two"));
        ByteBuffer buffer = ByteBuffer.wrap(all.clone());
        new MessageRecorder(true, ring, null).record(buffer);

        assertThat(buffer).isEqualTo(ByteBuffer.wrap(all));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void compressed_messages_are_inflated(boolean keepsContext) {
        Deflater deflater = new Deflater(6, true);
        MessageRecorder recorder = new MessageRecorder(true, ring, new Inflation(codecs.inflaters(), keepsContext));
        for (int i = 0; i < 3; i++) {
            recorder.record(ByteBuffer.wrap(bytes(deflated(deflater, "the same text again and again"))));
            if (!keepsContext) {
                deflater.reset();
            }
        }
        recorder.record(ByteBuffer.wrap(bytes(Frame.text("plain"))));
        recorder.release();
        deflater.end();

        assertThat(texts())
                .containsExactly(
                        "the same text again and again",
                        "the same text again and again",
                        "the same text again and again",
                        "plain");
        assertThat(ring.after(0))
                .allSatisfy(each -> assertThat(each.compressed()).isFalse());
        assertThat(ring.after(0).get(0).length()).isEqualTo(29);
    }

    @Test
    void compression_that_is_not_known_is_marked() {
        Deflater deflater = new Deflater(6, true);
        Frame frame = deflated(deflater, "text");
        deflater.end();
        new MessageRecorder(true, ring, null).record(ByteBuffer.wrap(bytes(frame)));
        InspectedMessage message = ring.after(0).get(0);

        assertThat(message.compressed()).isTrue();
        assertThat(message.payload()).isEqualTo(frame.payload());
        assertThat(message.length()).isEqualTo(frame.payload().length);
    }

    @Test
    void a_message_that_inflates_too_far_is_marked_and_no_other_is_inflated() {
        Deflater deflater = new Deflater(9, true);
        MessageRecorder recorder = new MessageRecorder(true, ring, new Inflation(codecs.inflaters(), true));
        Frame bomb = deflated(deflater, new byte[20 << 20]);
        recorder.record(ByteBuffer.wrap(bytes(bomb, deflated(deflater, "after"))));
        deflater.end();

        assertThat(ring.after(0))
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.compressed()).isTrue());
        assertThat(ring.after(0).get(0).length()).isEqualTo(bomb.payload().length);
    }

    @Test
    void garbage_as_compression_is_marked() {
        MessageRecorder recorder = new MessageRecorder(true, ring, new Inflation(codecs.inflaters(), false));
        recorder.record(ByteBuffer.wrap(bytes(
                Frame.of(Frame.TEXT, new byte[] {-1, -1, -1, -1}).rsv(RSV1), Frame.text("next"))));

        assertThat(ring.after(0).get(0).compressed()).isTrue();
        assertThat(texts()).hasSize(2).endsWith("next");
    }

    @Test
    void nothing_is_recorded_after_a_malformed_frame() {
        MessageRecorder recorder = new MessageRecorder(true, ring, null);
        recorder.record(ByteBuffer.wrap(WebSocketPeer.encode(Frame.text("unmasked"), false)));
        recorder.record(ByteBuffer.wrap(bytes(Frame.text("masked"))));

        assertThat(ring.after(0)).isEmpty();
    }
}
