package io.gangway.websocket.bridge;

import static io.gangway.websocket.Wires.bytes;
import static io.gangway.websocket.Wires.close;
import static io.gangway.websocket.Wires.frame;
import static io.gangway.websocket.Wires.join;
import static io.gangway.websocket.Wires.piece;
import static io.gangway.websocket.Wires.splits;
import static io.gangway.websocket.Wires.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.content.Codecs;
import io.gangway.websocket.DeflatePeer;
import io.gangway.websocket.frame.DeflateTerms;
import io.gangway.websocket.frame.Deflation;
import io.gangway.websocket.frame.Inflation;
import io.gangway.websocket.frame.ProtocolViolation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One direction of a bridge, without sockets: the output does not depend on how the input is split. */
class BridgeProcessorTest {
    private static final int RSV1 = 0x40;
    private static final byte[] NONCE = bytes("12345678");
    private static final byte[] PING = bytes("of ours");

    private final ArrayByteBufferPool.Tracking buffers = new ArrayByteBufferPool.Tracking();
    private final Codecs codecs = new Codecs();
    private final List<BridgeProcessor> processors = new ArrayList<>();

    @AfterEach
    void nothing_is_held() {
        processors.forEach(BridgeProcessor::release);
        assertThat(buffers.getLeaks()).isEmpty();
        assertThat(codecs.inflaters().getPool().getInUseCount()).isZero();
        assertThat(codecs.deflaters(1).getPool().getInUseCount()).isZero();
        codecs.close();
    }

    private BridgeProcessor bridge(boolean masked, DeflateTerms from, DeflateTerms to, long max) {
        BridgeProcessor tested = processor(masked, from, to, max);
        BridgeProcessor opposite = processor(!masked, to, from, max);
        BridgeProcessor.pair(tested, opposite);
        return tested;
    }

    private BridgeProcessor processor(boolean masked, DeflateTerms from, DeflateTerms to, long max) {
        Inflation inflation = from == null ? null : new Inflation(codecs.inflaters(), from.senderKeepsContext());
        Deflation deflation = to == null ? null : new Deflation(codecs, 1, to.keepsOwnContext(), 16);
        BridgeProcessor processor = new BridgeProcessor(buffers, masked, inflation, deflation, null, max);
        processors.add(processor);
        return processor;
    }

    private BridgeProcessor plain(boolean masked) {
        return bridge(masked, null, null, 0);
    }

    // ---- unchanged payloads

    @Test
    void frames_pass_byte_for_byte_at_every_split() {
        byte[] wire = join(
                text(false, "one"),
                frame(false, 0x01, bytes("a ")),
                frame(false, 0x89, bytes("ping")),
                frame(false, 0x80, bytes("b")),
                frame(false, 0x82, new byte[130]),
                frame(false, 0x82, new byte[0]),
                frame(false, 0x8a, bytes("pong")),
                close(false, 1012, "later"));
        for (List<ByteBuffer> split : splits(wire)) {
            assertThat(passed(plain(false), split)).isEqualTo(wire);
        }
    }

    @Test
    void masked_frames_pass_with_the_same_content_at_every_split() {
        byte[] wire = join(
                frame(true, 0x01, bytes("gr\u00c3\u00bc\u00c3")),
                frame(true, 0x89, bytes("ping")),
                frame(true, 0x80, bytes("\u009fe")),
                close(true, 1000, "bye"));
        for (List<ByteBuffer> split : splits(wire)) {
            assertThat(parsed(passed(plain(true), split))).isEqualTo(parsed(wire));
        }
    }

    @Test
    void nothing_follows_a_close_frame() {
        byte[] wire = join(close(false, 4000, "end"), text(false, "more"));
        for (List<ByteBuffer> split : splits(wire)) {
            assertThat(passed(plain(false), split)).isEqualTo(close(false, 4000, "end"));
        }
    }

    @Test
    void our_pong_is_removed_and_ping_and_close_are_sent_on_boundaries() {
        byte[] theirs = join(text(true, "a"), frame(true, 0x8a, bytes("theirs")), text(true, "b"));
        byte[] wire =
                join(text(true, "a"), frame(true, 0x8a, bytes("theirs")), frame(true, 0x8a, NONCE), text(true, "b"));
        for (List<ByteBuffer> split : splits(wire)) {
            BridgeProcessor gate = plain(true);
            gate.tracker().expectPong(NONCE);

            assertThat(parsed(passed(gate, split))).isEqualTo(parsed(theirs));
            assertThat(gate.close(1001, "")).isTrue();
            assertThat(gate.atBoundary()).isTrue();
        }
    }

    // ---- protocol violations

    @ParameterizedTest
    @CsvSource({
        "83 01 41, reserved opcode 3",
        "c1 01 41, reserved bits set",
        "a1 01 41, reserved bits set",
        "91 01 41, reserved bits set",
        "81 81 00 00 00 00 41, masked frame",
        "80 01 41, continuation without a message",
        "01 01 41 81 01 41, message inside of a message",
        "09 00, fragmented control frame",
        "89 7e 00 7e, control frame too long",
        "88 01 03, close frame with half a code",
        "88 02 00 00, close code 0",
        "88 02 03 e7, close code 999",
        "88 02 03 ec, close code 1004",
        "88 02 03 ed, close code 1005",
        "88 02 03 ee, close code 1006",
        "88 02 03 f7, close code 1015",
        "88 02 07 d0, close code 2000",
        "88 02 13 88, close code 5000",
        "82 7f ff ff ff ff ff ff ff ff, invalid length"
    })
    void a_protocol_violation_is_replaced_by_1002(String hex, String reason) {
        refused(HexFormat.of().parseHex(hex.replace(" ", "")), 1002, reason, hex.startsWith("01") ? 3 : 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "81 01 80",
                "81 02 c0 80",
                "81 02 c1 bf",
                "81 03 e0 9f bf",
                "81 03 ed a0 80",
                "81 04 f0 8f bf bf",
                "81 04 f4 90 80 80",
                "81 01 f8",
                "81 0a 61 62 63 64 65 66 67 68 69 c3",
                "81 0b 61 62 63 64 65 66 67 68 69 c3 28"
            })
    void invalid_utf8_is_replaced_by_1007(String hex) {
        refused(HexFormat.of().parseHex(hex.replace(" ", "")), 1007, "text that is not UTF-8", 0);
    }

    @Test
    void a_reason_of_invalid_utf8_is_replaced_by_1007() {
        refused(frame(false, 0x88, bytes("\u0003\u00e8\u00ff")), 1007, "a close reason that is not UTF-8", 0);
    }

    private void refused(byte[] bad, int code, String reason, int passing) {
        byte[] wire = join(text(false, "fine"), bad, text(false, "and more"));
        byte[] expected = join(text(false, "fine"), Arrays.copyOf(bad, passing), close(false, code, reason));
        for (List<ByteBuffer> split : List.of(List.of(piece(wire, 0, wire.length)))) {
            BridgeProcessor gate = plain(false);

            assertThat(HexFormat.of().formatHex(passed(gate, split)))
                    .isEqualTo(HexFormat.of().formatHex(expected));
            ProtocolViolation violation = gate.takeViolation();
            assertThat(violation.code()).isEqualTo(code);
            assertThat(violation.cut()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "ASCII only, and long enough",
                "gr\u00fc\u00df",
                "\uffff\u0800\u07ff\u0080",
                "\ud83d\ude00 \udbff\udfff"
            })
    void utf8_passes_at_every_split(String text) {
        byte[] payload = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] wire = frame(true, 0x81, payload);
        for (List<ByteBuffer> split : splits(wire)) {
            assertThat(parsed(passed(plain(true), split))).isEqualTo(parsed(wire));
        }
    }

    @Test
    void bad_text_in_a_partly_relayed_frame_is_cut() {
        byte[] wire = frame(false, 0x81, bytes("good so far \u00ff and more"));
        BridgeProcessor gate = plain(false);
        byte[] begin = passed(gate, List.of(piece(wire, 0, 6)));
        byte[] rest = passed(gate, List.of(piece(wire, 6, wire.length)));

        assertThat(begin).isEqualTo(Arrays.copyOf(wire, 6));
        assertThat(rest).isEmpty();
        assertThat(gate.takeViolation().cut()).isTrue();
    }

    @Test
    void the_limit_applies_to_the_inflated_message() {
        for (boolean compressed : new boolean[] {false, true}) {
            for (int size : new int[] {1000, 1001}) {
                DeflateTerms terms = compressed ? new DeflateTerms(false, false) : null;
                BridgeProcessor gate = bridge(false, terms, null, 1000);
                byte[] payload = new byte[size];
                byte[] wire;
                try (DeflatePeer peer = new DeflatePeer(false)) {
                    wire = compressed ? frame(false, 0x82 | RSV1, peer.deflate(payload)) : frame(false, 0x82, payload);
                }

                byte[] out = passed(gate, List.of(piece(wire, 0, wire.length)));

                byte[] expected = size == 1000
                        ? frame(false, 0x82, payload)
                        : close(false, 1009, "message larger than 1000 bytes");
                assertThat(out).as("%s compressed %s", size, compressed).isEqualTo(expected);
            }
        }
    }

    @Test
    void data_that_cannot_be_inflated_gets_1007() {
        BridgeProcessor gate = bridge(false, new DeflateTerms(true, true), null, 0);
        byte[] wire = frame(false, 0x82 | RSV1, bytes("\u0007\u0007\u0007"));

        assertThat(passed(gate, List.of(piece(wire, 0, wire.length))))
                .isEqualTo(close(false, 1007, "a message that can't be inflated"));
    }

    @Test
    void a_small_frame_with_much_content_is_inflated_one_buffer_at_a_time() {
        BridgeProcessor gate = bridge(false, new DeflateTerms(false, false), null, 0);
        byte[] wire;
        try (DeflatePeer peer = new DeflatePeer(false)) {
            wire = frame(false, 0x82 | RSV1, peer.deflate(new byte[10 << 20]));
        }
        assertThat(wire.length).isLessThan(20_000);
        ByteBuffer[] whole = {piece(wire, 0, wire.length)};
        long total = 0;
        do {
            long length = 0;
            for (ByteBuffer each : gate.pass(whole)) {
                length += each.remaining();
            }
            assertThat(length).isLessThanOrEqualTo(FrameBuffer.SIZE);
            total += length;
        } while (gate.hasMore());
        assertThat(total).isGreaterThan(10 << 20);
    }

    // ---- re-encoded messages

    @Test
    void a_frame_becomes_one_frame_even_if_it_arrives_in_pieces() {
        byte[] wire = join(
                frame(true, 0x01, new byte[100]), frame(true, 0x00, new byte[0]), frame(true, 0x80, new byte[70_000]));
        BridgeProcessor gate = bridge(true, null, new DeflateTerms(false, false), 0);
        List<ByteBuffer> pieces = new ArrayList<>();
        for (int pos = 0; pos < wire.length; pos += 1000) {
            pieces.add(piece(wire, pos, Math.min(wire.length, pos + 1000)));
        }

        List<String> frames = parsed(passed(gate, pieces));

        assertThat(frames)
                .extracting(frame -> frame.substring(0, frame.indexOf(' ')))
                .containsExactly("41", "0", "80");
    }

    @ParameterizedTest
    @CsvSource({
        "true,false,false,false", "true,false,true,false", "true,true,false,false", "true,true,true,false",
        "false,false,false,true", "false,false,true,true", "false,true,false,true", "false,true,true,true"
    })
    void random_messages_in_random_pieces_keep_content_and_order(
            boolean masked, boolean inflates, boolean deflates, boolean context) {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            DeflateTerms terms = new DeflateTerms(context, context);
            BridgeProcessor gate = bridge(masked, inflates ? terms : null, deflates ? terms : null, 0);
            List<String> expected = new ArrayList<>();
            ByteArrayOutputStream wire = new ByteArrayOutputStream();
            try (DeflatePeer from = new DeflatePeer(context);
                    DeflatePeer to = new DeflatePeer(context)) {
                for (int i = 1 + random.nextInt(8); i > 0; i--) {
                    message(random, masked, inflates ? from : null, wire, expected);
                }
                int pings = 0;
                byte[] all = wire.toByteArray();
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                int max = all.length < 5000 ? 7 : 70_000;
                for (int pos = 0; pos < all.length; ) {
                    int next = Math.min(all.length, pos + 1 + random.nextInt(max));
                    if (random.nextInt(4) == 0 && gate.ping(PING)) {
                        pings++;
                        if (gate.atBoundary()) {
                            out.writeBytes(content(gate.takeOwn()));
                        }
                    }
                    out.writeBytes(passed(gate, List.of(piece(all, pos, next))));
                    pos = next;
                }
                if (gate.hasOwn()) {
                    out.writeBytes(content(gate.takeOwn()));
                }
                List<String> actual = read(out.toByteArray(), masked, deflates ? to : null);
                String ours = "9 " + HexFormat.of().formatHex(PING);
                assertThat(actual.stream().filter(ours::equals)).hasSize(pings);
                actual.removeIf(ours::equals);
                assertThat(actual).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    /** A message of a few frames, or a control frame, with the expected output. */
    private static void message(
            Random random, boolean masked, DeflatePeer peer, ByteArrayOutputStream wire, List<String> expected) {
        if (random.nextInt(4) == 0) {
            byte[] payload = new byte[random.nextInt(126)];
            wire.writeBytes(frame(masked, 0x8a, payload));
            expected.add("a " + HexFormat.of().formatHex(payload));
            return;
        }
        int opcode = 1 + random.nextInt(2);
        byte[] payload = new byte[random.nextInt(8) == 0 ? random.nextInt(200_000) : random.nextInt(300)];
        if (random.nextBoolean()) {
            random.nextBytes(payload);
        }
        for (int i = 0; opcode == 1 && i < payload.length; i++) {
            payload[i] &= 0x7f;
        }
        boolean compressed = peer != null && random.nextInt(3) > 0;
        byte[] sent = compressed ? peer.deflate(payload) : payload;
        int cut = random.nextBoolean() ? sent.length : random.nextInt(sent.length + 1);
        int first = opcode | (compressed ? RSV1 : 0);
        if (cut == sent.length) {
            wire.writeBytes(frame(masked, 0x80 | first, sent));
        } else {
            wire.writeBytes(frame(masked, first, Arrays.copyOf(sent, cut)));
            if (random.nextBoolean()) {
                wire.writeBytes(frame(masked, 0x89, bytes("amid")));
                expected.add("9 " + HexFormat.of().formatHex(bytes("amid")));
            }
            wire.writeBytes(frame(masked, 0x80, Arrays.copyOfRange(sent, cut, sent.length)));
        }
        expected.add(opcode + " " + HexFormat.of().formatHex(payload));
    }

    /** Messages and control frames, in the order in which they end; rejects what an endpoint would reject. */
    private static List<String> read(byte[] wire, boolean masked, DeflatePeer peer) {
        List<String> all = new ArrayList<>();
        ByteArrayOutputStream message = null;
        int first = 0;
        for (String frame : parsed(wire)) {
            int blank = frame.indexOf(' ');
            int head = Integer.parseInt(frame.substring(0, blank), 16);
            String payload = frame.substring(blank + 1);
            if ((head & 8) != 0) {
                all.add(Integer.toHexString(head & 15) + " " + payload);
                continue;
            }
            assertThat((head & 15) == 0).isEqualTo(message != null);
            if (message == null) {
                message = new ByteArrayOutputStream();
                first = head;
            } else {
                assertThat(head & 0x70).isZero();
            }
            message.writeBytes(HexFormat.of().parseHex(payload));
            if ((head & 0x80) != 0) {
                byte[] bytes = message.toByteArray();
                if ((first & RSV1) != 0) {
                    bytes = peer.inflate(bytes);
                }
                all.add((first & 15) + " " + HexFormat.of().formatHex(bytes));
                message = null;
            }
        }
        assertThat(message).isNull();
        return all;
    }

    /** The first byte and the unmasked payload of each frame. */
    private static List<String> parsed(byte[] wire) {
        List<String> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(wire);
        while (in.hasRemaining()) {
            int first = in.get() & 255;
            int second = in.get();
            int small = second & 127;
            long length = small < 126 ? small : small == 126 ? in.getShort() & 0xffff : in.getLong();
            byte[] mask = new byte[4];
            if (second < 0) {
                in.get(mask);
            }
            byte[] payload = new byte[(int) length];
            in.get(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            frames.add(Integer.toHexString(first) + " " + HexFormat.of().formatHex(payload));
        }
        return frames;
    }

    private static byte[] passed(BridgeProcessor gate, List<ByteBuffer> pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ByteBuffer piece : pieces) {
            ByteBuffer[] whole = {piece};
            do {
                for (ByteBuffer each : gate.pass(whole)) {
                    out.writeBytes(content(each));
                }
            } while (gate.hasMore());
            gate.releaseIdle();
        }
        return out.toByteArray();
    }

    private static byte[] content(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
