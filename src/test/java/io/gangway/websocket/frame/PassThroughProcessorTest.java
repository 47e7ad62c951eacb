package io.gangway.websocket.frame;

import static io.gangway.websocket.Wires.close;
import static io.gangway.websocket.Wires.frame;
import static io.gangway.websocket.Wires.join;
import static io.gangway.websocket.Wires.piece;
import static io.gangway.websocket.Wires.splits;
import static io.gangway.websocket.Wires.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.websocket.Wires;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The output of the processor does not depend on how the input is split. */
class PassThroughProcessorTest {
    private static final byte[] NONCE = bytes("12345678");
    private static final byte[] PING = bytes("of ours");

    @Test
    void bytes_pass_in_their_own_buffer_while_nothing_is_injected() {
        byte[] wire = join(text(true, "one"), text(true, "two"));
        ByteBuffer[] whole = {piece(wire, 0, wire.length)};

        assertThat(new PassThroughProcessor(true, 0).pass(whole)).isSameAs(whole);
    }

    @Test
    void our_pong_is_removed_and_others_pass() {
        byte[] others = join(text(true, "a"), frame(true, 0x8a, bytes("theirs")), text(true, "b"));
        byte[] wire =
                join(text(true, "a"), frame(true, 0x8a, bytes("theirs")), frame(true, 0x8a, NONCE), text(true, "b"));
        for (List<ByteBuffer> split : splits(wire)) {
            PassThroughProcessor processor = new PassThroughProcessor(true, 0);
            processor.tracker().expectPong(NONCE);

            assertThat(passed(processor, split)).isEqualTo(others);
            assertThat(processor.tracker().expectsPong()).isFalse();
        }
    }

    @Test
    void our_close_frame_is_sent_on_the_next_boundary_and_nothing_follows_it() {
        byte[] wire = join(text(false, "first"), text(false, "second"));
        byte[] ours = close(false, 1001, "");
        int boundary = text(false, "first").length;
        for (int cut = 1; cut < wire.length; cut++) {
            PassThroughProcessor processor = new PassThroughProcessor(false, 0);
            byte[] before = passed(processor, List.of(piece(wire, 0, cut)));
            assertThat(processor.close(1001, "")).isTrue();
            byte[] after = processor.atBoundary()
                    ? ours(processor)
                    : passed(processor, List.of(piece(wire, cut, wire.length)));

            byte[] expected = cut <= boundary ? join(text(false, "first"), ours) : join(wire, ours);
            byte[] all = join(before, after, processor.hasOwn() ? ours(processor) : new byte[0]);
            assertThat(all).as("asked at %d", cut).isEqualTo(expected);
            assertThat(passed(processor, List.of(piece(wire, 0, wire.length)))).isEmpty();
        }
    }

    @Test
    void no_close_frame_is_injected_after_a_relayed_one() {
        PassThroughProcessor processor = new PassThroughProcessor(false, 0);
        byte[] wire = close(false, 1000, "");
        passed(processor, List.of(piece(wire, 0, wire.length)));

        assertThat(processor.close(1001, "")).isFalse();
        assertThat(processor.ping(NONCE)).isFalse();
    }

    @Test
    void a_frame_that_exceeds_the_message_limit_is_dropped() {
        byte[] allowed = join(text(false, "1234567890"), frame(false, 0x01, bytes("123456")));
        byte[] wire =
                join(allowed, frame(false, 0x89, bytes("p")), frame(false, 0x80, bytes("12345")), text(false, "x"));
        byte[] expected =
                join(allowed, frame(false, 0x89, bytes("p")), close(false, 1009, "message larger than 10 bytes"));
        for (List<ByteBuffer> split : splits(wire)) {
            PassThroughProcessor processor = new PassThroughProcessor(false, 10);

            assertThat(passed(processor, split)).isEqualTo(expected);
            assertThat(processor.takeViolation().code()).isEqualTo(1009);
            assertThat(processor.takeViolation()).isNull();
        }
    }

    @Test
    void messages_within_the_limit_pass_at_every_split() {
        byte[] wire = join(
                frame(true, 0x01, bytes("12345")),
                frame(true, 0x8a, bytes("a pong longer than the limit")),
                frame(true, 0x80, bytes("67890")),
                text(true, "1234567890"),
                close(true, 4000, "longer than the limit"));
        for (List<ByteBuffer> split : splits(wire)) {
            assertThat(passed(new PassThroughProcessor(true, 10), split)).isEqualTo(wire);
        }
    }

    @Test
    void bytes_after_a_malformed_frame_pass() {
        byte[] wire = join(text(true, "one"), bytes("\u0083\u0081 this is no frame"), text(true, "two"));
        for (List<ByteBuffer> split : splits(wire)) {
            PassThroughProcessor processor = new PassThroughProcessor(true, 10);
            processor.tracker().expectPong(NONCE);

            assertThat(passed(processor, split)).isEqualTo(wire);
        }
    }

    @Test
    void random_frames_in_random_pieces_pass_without_our_pongs() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            boolean masked = random.nextBoolean();
            PassThroughProcessor processor = new PassThroughProcessor(masked, random.nextBoolean() ? 0 : 1 << 20);
            List<byte[]> frames = new ArrayList<>();
            int ours = 0;
            for (int i = random.nextInt(10); i > 0; i--) {
                boolean own = random.nextInt(4) == 0;
                ours += own ? 1 : 0;
                frames.add(own ? frame(masked, 0x8a, NONCE) : other(random, masked));
            }
            for (int i = 0; i < ours; i++) {
                processor.tracker().expectPong(NONCE);
            }
            byte[] wire = join(frames.toArray(byte[][]::new));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int pos = 0; pos < wire.length; ) {
                int next = Math.min(wire.length, pos + 1 + random.nextInt(random.nextBoolean() ? 5 : 200));
                if (random.nextInt(3) == 0 && processor.ping(PING) && processor.atBoundary()) {
                    out.writeBytes(ours(processor));
                }
                out.writeBytes(passed(processor, List.of(piece(wire, pos, next))));
                pos = next;
            }

            List<String> expected = parsed(wire);
            expected.removeIf(ofPong -> ofPong.equals("8a " + HexFormat.of().formatHex(NONCE)));
            List<String> actual = parsed(out.toByteArray());
            actual.removeIf(ofPing -> ofPing.equals("89 " + HexFormat.of().formatHex(PING)));
            assertThat(actual).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static byte[] other(Random random, boolean masked) {
        byte[] payload = new byte[random.nextInt(126)];
        random.nextBytes(payload);
        return switch (random.nextInt(4)) {
            case 0 -> frame(masked, 0x8a, payload);
            case 1 -> frame(masked, 0x89, payload);
            case 2 -> join(frame(masked, 0x01, payload), frame(masked, 0x8a, bytes("x")), frame(masked, 0x80, payload));
            default -> frame(masked, 0x82, new byte[random.nextInt(300)]);
        };
    }

    /** The first byte and the unmasked payload of each frame of at most 64 KiB. */
    private static List<String> parsed(byte[] wire) {
        List<String> frames = new ArrayList<>();
        for (int at = 0; at < wire.length; ) {
            int small = wire[at + 1] & 127;
            int length = small < 126 ? small : (wire[at + 2] & 255) * 256 + (wire[at + 3] & 255);
            boolean masked = wire[at + 1] < 0;
            int payload = at + (small < 126 ? 2 : 4) + (masked ? 4 : 0);
            byte[] bytes = Arrays.copyOfRange(wire, payload, payload + length);
            for (int i = 0; masked && i < length; i++) {
                bytes[i] ^= wire[payload - 4 + i % 4];
            }
            frames.add(
                    Integer.toHexString(wire[at] & 255) + " " + HexFormat.of().formatHex(bytes));
            at = payload + length;
        }
        return frames;
    }

    private static byte[] ours(PassThroughProcessor processor) {
        return bytes(processor.takeOwn());
    }

    private static byte[] passed(PassThroughProcessor processor, List<ByteBuffer> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ByteBuffer piece : pieces) {
            for (ByteBuffer each : processor.pass(new ByteBuffer[] {piece})) {
                out.writeBytes(bytes(each));
            }
        }
        return out.toByteArray();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return Wires.bytes(text);
    }
}
