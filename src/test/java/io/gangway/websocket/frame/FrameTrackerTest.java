package io.gangway.websocket.frame;

import static io.gangway.websocket.Wires.bytes;
import static io.gangway.websocket.Wires.close;
import static io.gangway.websocket.Wires.frame;
import static io.gangway.websocket.Wires.join;
import static io.gangway.websocket.Wires.piece;
import static io.gangway.websocket.Wires.splits;
import static io.gangway.websocket.Wires.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.websocket.RandomFrames;
import io.gangway.websocket.ReferenceParse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The state of the tracker does not depend on how the input is split. */
class FrameTrackerTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void messages_fragments_and_control_frames_are_counted_at_every_split(boolean masked) {
        byte[] wire = join(
                text(masked, "one"),
                frame(masked, 0x02, bytes("be")),
                frame(masked, 0x89, bytes("ping")),
                frame(masked, 0x00, bytes("")),
                frame(masked, 0x80, bytes("gin")),
                text(masked, ""),
                close(masked, 4401, "why"));
        for (List<ByteBuffer> split : splits(wire)) {
            FrameTracker follower = new FrameTracker(masked);
            split.forEach(follower::follow);

            assertThat(follower.frames()).isEqualTo(7);
            assertThat(follower.messages()).isEqualTo(3);
            assertThat(follower.binaryMessages()).isEqualTo(1);
            assertThat(follower.pings()).isEqualTo(1);
            assertThat(follower.pongs()).isZero();
            assertThat(follower.closeCode()).isEqualTo(4401);
            assertThat(follower.closeReason()).isEqualTo("why");
            assertThat(follower.atBoundary()).isTrue();
            assertThat(follower.isLost()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "125", "126", "127", "65535", "65536", "70000"})
    void the_next_boundary_is_known_after_each_header(int length) {
        byte[] wire = frame(true, 0x82, new byte[length]);
        int header = wire.length - length;
        for (int cut = 1; cut <= wire.length; cut += cut < header + 3 ? 1 : 4096) {
            FrameTracker follower = new FrameTracker(true);
            follower.follow(piece(wire, 0, cut));

            assertThat(follower.untilBoundary()).isEqualTo(cut < header ? -1 : wire.length - cut);
            assertThat(follower.atBoundary()).isEqualTo(cut == wire.length);
            assertThat(follower.inHeader()).isEqualTo(cut < header);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "false, 8300, reserved opcode 3",
        "false, 8b00, reserved opcode 11",
        "false, 0900, fragmented control frame",
        "false, 897e007e, control frame too long",
        "false, 8000, continuation without a message",
        "false, 01008100, message inside of a message",
        "false, 827fffffffffffffffff, invalid length",
        "false, 818000000000, masked frame",
        "true, 8100, unmasked frame"
    })
    void tracking_stops_at_a_malformed_frame(boolean masked, String hex, String why) {
        byte[] good = text(masked, "good");
        byte[] wire = join(good, java.util.HexFormat.of().parseHex(hex), text(masked, "never counted"));
        for (List<ByteBuffer> split : splits(wire)) {
            FrameTracker follower = new FrameTracker(masked);
            split.forEach(follower::follow);

            assertThat(follower.lost()).isEqualTo(why);
            assertThat(follower.atBoundary()).isFalse();
            assertThat(follower.untilBoundary()).isEqualTo(-1);
            assertThat(follower.messages()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 1005, ''", "03, 1005, ''", "03e8, 1000, ''", "03f4c3a9, 1012, é"})
    void close_codes_and_reasons_are_read(String hex, int code, String reason) {
        byte[] wire = frame(true, 0x88, java.util.HexFormat.of().parseHex(hex));
        FrameTracker follower = new FrameTracker(true);
        follower.follow(piece(wire, 0, wire.length));

        assertThat(follower.closeCode()).isEqualTo(code);
        String latin = new String(
                reason.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(follower.closeReason()).isEqualTo(latin);
    }

    @Test
    void only_the_first_close_counts() {
        byte[] wire = join(close(false, 1000, "first"), close(false, 1001, "second"));
        FrameTracker follower = new FrameTracker(false);
        follower.follow(piece(wire, 0, wire.length));

        assertThat(follower.closeReason()).isEqualTo("first");
    }

    @Test
    void a_ping_is_pending_until_its_pong() {
        FrameTracker client = new FrameTracker(true);
        FrameTracker upstream = new FrameTracker(false);
        FrameTracker.pair(client, upstream);
        byte[] ping = frame(false, 0x89, bytes("x"));
        byte[] pong = frame(true, 0x8a, bytes("x"));

        upstream.follow(piece(ping, 0, ping.length));
        assertThat(client.owesPong()).isTrue();
        assertThat(upstream.owesPong()).isFalse();
        client.follow(piece(pong, 0, pong.length));
        assertThat(client.owesPong()).isFalse();
    }

    @Test
    void random_frames_in_random_pieces_match_the_reference_parse() {
        for (int seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            boolean masked = random.nextBoolean();
            byte[] wire = RandomFrames.of(random, masked);
            ReferenceParse expected = ReferenceParse.of(wire, masked);
            FrameTracker follower = new FrameTracker(masked);
            for (int pos = 0; pos < wire.length; ) {
                int next = Math.min(wire.length, pos + 1 + random.nextInt(random.nextBoolean() ? 4 : 300));
                follower.follow(piece(wire, pos, next));
                pos = next;
                if (!follower.isLost()) {
                    assertThat(follower.atBoundary())
                            .as("seed %d at %d", seed, pos)
                            .isEqualTo(expected.isBoundary(pos));
                }
            }
            assertThat(follower.isLost()).as("seed %d", seed).isEqualTo(expected.lost());
            assertThat(follower.frames()).as("seed %d", seed).isEqualTo(expected.frames());
            assertThat(follower.messages()).as("seed %d", seed).isEqualTo(expected.messages());
            assertThat(follower.closeCode()).as("seed %d", seed).isEqualTo(expected.closeCode());
        }
    }
}
