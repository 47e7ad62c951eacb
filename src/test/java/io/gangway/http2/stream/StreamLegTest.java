package io.gangway.http2.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.Frames;
import io.gangway.loop.Leg;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamLegTest {
    private static final int WINDOW = 65535;

    private final ManualLoop loop = new ManualLoop();
    private final Socket endPoint = new Socket();
    private final Connection connection = new Connection();
    private final FrameWriter output = new FrameWriter(connection, loop, endPoint);
    private final Owner owner = new Owner();
    private StreamLeg leg = leg(1, WINDOW, WINDOW);

    StreamLegTest() {
        output.grow(1 << 24);
    }

    private StreamLeg leg(int stream, int window, int receiveWindow) {
        StreamLeg created = new StreamLeg(connection, output, loop, stream, window, receiveWindow);
        created.listener(owner);
        return created;
    }

    @AfterEach
    void no_buffer_is_left() {
        leg.abort();
        loop.run();
        assertThat(loop.buffersInUse()).isZero();
    }

    // ---- writing

    @Test
    void a_write_becomes_a_data_frame() throws IOException {
        assertThat(leg.write(bytes("hel"), bytes("lo"))).isTrue();

        assertThat(frames()).containsExactly("DATA 1 hello");
        assertThat(leg.sent()).isEqualTo(5);
    }

    @Test
    void a_long_write_is_cut_at_16_kib() throws IOException {
        assertThat(leg.write(ByteBuffer.allocate(40_000))).isTrue();

        assertThat(frames().stream().map(frame -> frame.length() - "DATA 1 ".length()))
                .containsExactly(16384, 16384, 7232);
    }

    @Test
    void a_write_waits_for_the_window_of_the_stream() throws IOException {
        leg = leg(3, 3, WINDOW);

        assertThat(leg.write(bytes("hello"))).isFalse();
        assertThat(frames()).containsExactly("DATA 3 hel");
        assertThat(owner.events).isEmpty();

        assertThat(leg.grow(10)).isTrue();
        assertThat(frames()).containsExactly("DATA 3 lo");
        assertThat(owner.events).containsExactly("writable");
    }

    @Test
    void a_window_may_become_negative() throws IOException {
        leg = leg(3, 10, WINDOW);
        leg.grow(-20);

        assertThat(leg.write(bytes("a"))).isFalse();
        leg.grow(10);
        assertThat(frames()).isEmpty();
        leg.grow(1);
        assertThat(frames()).containsExactly("DATA 3 a");
    }

    @Test
    void a_window_has_a_maximum() {
        assertThat(leg.grow(Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void a_stream_whose_window_is_used_up_does_not_delay_another() throws IOException {
        StreamLeg stalled = leg(5, 0, WINDOW);
        stalled.write(bytes("never"));

        assertThat(leg.write(bytes("now"))).isTrue();
        assertThat(frames()).containsExactly("DATA 1 now");
        stalled.abort();
    }

    @Test
    void streams_are_written_in_turn() throws IOException {
        StreamLeg other = leg(3, 1 << 20, WINDOW);
        output.cork();
        leg.write(ByteBuffer.allocate(20_000));
        other.write(ByteBuffer.allocate(20_000));
        output.uncork();

        assertThat(frames().stream().map(frame -> frame.substring(0, 6)))
                .containsExactly("DATA 1", "DATA 3", "DATA 1", "DATA 3");
        other.abort();
    }

    // ---- acknowledgements

    @Test
    void an_acknowledgement_overtakes_data_of_the_same_iteration() throws IOException {
        leg.write(bytes("one"));
        output.queueBeforeData(Frames.settingsAcknowledged());
        leg.write(bytes("two"));
        output.queueBeforeData(Frames.pong(1));

        assertThat(frames()).containsExactly("type 4", "type 6", "DATA 1 one", "DATA 1 two");
    }

    @Test
    void an_acknowledgement_does_not_overtake_other_frames() throws IOException {
        output.queue(Frames.settings(1, 2, false));
        output.flush();
        leg.write(bytes("one"));
        output.queueBeforeData(Frames.settingsAcknowledged());
        output.queueBeforeData(Frames.pong(1));
        output.flush();

        assertThat(frames()).containsExactly("type 4", "DATA 1 one", "type 4", "type 6");
    }

    @Test
    void an_acknowledgement_during_a_write_follows_it() throws IOException {
        endPoint.full = true;
        leg.write(bytes("one"));
        loop.run();
        output.queueBeforeData(Frames.settingsAcknowledged());
        endPoint.accept();

        assertThat(frames()).containsExactly("DATA 1 one", "type 4");
    }

    @Test
    void an_acknowledgement_that_has_no_room_follows() throws IOException {
        for (int i = 0; i < 5; i++) {
            leg.write(ByteBuffer.allocate(3000));
        }
        leg.write(ByteBuffer.allocate(16384 - 5 * 3009 - 9 - 1));
        output.queueBeforeData(Frames.settingsAcknowledged());

        List<String> frames = frames();
        assertThat(frames).hasSize(7);
        assertThat(frames.get(6)).isEqualTo("type 4");
    }

    @Test
    void bytes_of_a_pending_write_may_be_released_when_the_stream_is_closed() throws IOException {
        endPoint.full = true;
        ByteBuffer bytes = bytes("precious".repeat(1000));
        byte[] memory = bytes.array();

        assertThat(leg.write(bytes)).isFalse();
        assertThat(bytes.hasRemaining()).isFalse();
        leg.close();
        Arrays.fill(memory, (byte) '!');
        endPoint.accept();

        assertThat(frames()).startsWith("DATA 1 " + "precious".repeat(1000));
    }

    @Test
    void a_write_that_the_socket_does_not_accept_completes_later() throws IOException {
        endPoint.full = true;

        assertThat(leg.write(bytes("later".repeat(1000)))).isFalse();
        assertThat(owner.events).isEmpty();
        endPoint.accept();

        assertThat(frames()).containsExactly("DATA 1 " + "later".repeat(1000));
        assertThat(owner.events).containsExactly("writable");
    }

    @Test
    void small_writes_of_one_iteration_are_written_together() throws IOException {
        StreamLeg other = leg(3, WINDOW, WINDOW);

        assertThat(leg.write(bytes("a"))).isTrue();
        assertThat(other.write(bytes("b"))).isTrue();
        assertThat(endPoint.writes).isZero();
        assertThat(output.isEmpty()).isFalse();

        assertThat(frames()).containsExactly("DATA 1 a", "DATA 3 b");
        assertThat(endPoint.writes).isEqualTo(1);
        assertThat(output.isEmpty()).isTrue();
        other.abort();
    }

    @Test
    void a_large_write_is_not_delayed_and_follows_the_small_ones() throws IOException {
        leg.write(bytes("small"));
        leg.write(ByteBuffer.allocate(5000));

        assertThat(endPoint.writes).isEqualTo(1);
        assertThat(frames().stream().map(String::length)).containsExactly("DATA 1 small".length(), 5007);
    }

    @Test
    void small_writes_of_a_socket_that_is_full_are_not_lost() throws IOException {
        endPoint.full = true;
        leg.write(bytes("a"));
        loop.run();
        leg.write(bytes("b"));
        endPoint.accept();

        assertThat(frames()).containsExactly("DATA 1 a", "DATA 1 b");
    }

    @Test
    void small_writes_can_be_written_at_once() throws IOException {
        leg.write(bytes("last"));
        output.flushNow();

        assertThat(endPoint.writes).isEqualTo(1);
        assertThat(frames()).containsExactly("DATA 1 last");
    }

    @Test
    void a_connection_that_is_closed_frees_small_writes() throws IOException {
        leg.write(bytes("never"));
        output.closed();

        assertThat(frames()).isEmpty();
    }

    @Test
    void a_peer_that_accepts_nothing_in_time_has_stalled() throws IOException {
        endPoint.full = true;
        leg.write(bytes("waiting"));
        loop.run();
        loop.expire();

        assertThat(connection.stalled).isTrue();
        endPoint.accept();
    }

    @Test
    void a_slow_peer_has_not_stalled() throws IOException {
        endPoint.full = true;
        leg.write(bytes("waiting"));
        loop.run();
        endPoint.rest[0].get();
        loop.expire();
        assertThat(connection.stalled).isFalse();

        loop.expire();
        assertThat(connection.stalled).isTrue();
        endPoint.accept();
    }

    @Test
    void a_broken_tunnel_is_reset_with_its_code() throws IOException {
        leg.tunnel(ErrorCode.CONNECT_ERROR);
        frames();
        receive("before", false);
        leg.breakOutput();

        assertThat(frames()).containsExactly("RST_STREAM 1 10");
        assertThat(read(100)).isEqualTo("before");
        assertThatThrownBy(() -> read(1)).isInstanceOf(StreamResetException.class);
    }

    @Test
    void an_empty_write_sends_nothing() throws IOException {
        assertThat(leg.write(BufferUtil.EMPTY_BUFFER)).isTrue();
        assertThat(frames()).isEmpty();
    }

    // ---- the end of writing

    @Test
    void a_shutdown_is_the_end_of_the_stream() {
        leg.shutdownOutput();
        leg.shutdownOutput();

        assertThat(frames()).containsExactly("DATA 1 END");
        assertThatThrownBy(() -> leg.write(bytes("x"))).isInstanceOf(IOException.class);
    }

    @Test
    void a_shutdown_ends_the_last_frame_that_is_not_written() throws IOException {
        leg = leg(3, 2, WINDOW);
        leg.write(bytes("abcd"));
        leg.shutdownOutput();
        assertThat(frames()).containsExactly("DATA 3 ab");

        leg.grow(2);
        assertThat(frames()).containsExactly("DATA 3 cd END");
    }

    @Test
    void a_shutdown_needs_no_window() {
        leg = leg(3, 0, WINDOW);
        leg.shutdownOutput();

        assertThat(frames()).containsExactly("DATA 3 END");
    }

    // ---- reading

    @Test
    void received_bytes_wait_until_they_are_read() throws IOException {
        receive("hello", false);
        assertThat(loop.buffersInUse()).isEqualTo(1);

        assertThat(read(3)).isEqualTo("hel");
        assertThat(read(10)).isEqualTo("lo");
        assertThat(leg.fill(BufferUtil.allocate(1))).isZero();
        assertThat(loop.buffersInUse()).isZero();
    }

    @Test
    void a_demand_is_met_by_what_arrives() {
        leg.demand();
        assertThat(owner.events).isEmpty();
        receive("a", false);
        receive("b", false);

        assertThat(owner.events).containsExactly("readable");
    }

    @Test
    void a_demand_is_met_by_what_is_there_but_not_within_the_call() {
        receive("a", false);
        leg.demand();
        leg.demand();
        assertThat(owner.events).isEmpty();
        loop.run();

        assertThat(owner.events).containsExactly("readable");
    }

    @Test
    void bytes_that_were_given_back_come_first() throws IOException {
        leg.unread(bytes("early "));
        receive("late", false);

        assertThat(read(100)).isEqualTo("early ");
        assertThat(read(100)).isEqualTo("late");
    }

    @Test
    void the_end_of_the_stream_follows_its_bytes() throws IOException {
        receive("bye", true);

        assertThat(read(100)).isEqualTo("bye");
        assertThat(leg.fill(BufferUtil.allocate(1))).isEqualTo(-1);
    }

    @Test
    void windows_are_given_back_as_bytes_are_read() throws IOException {
        receive("x".repeat(WINDOW), false);
        assertThat(leg.receiveWindow()).isZero();
        assertThat(leg.fits(1)).isFalse();
        assertThat(frames()).isEmpty();

        read(100_000);
        assertThat(frames()).containsExactly("WINDOW_UPDATE 1 65535");
        assertThat(leg.fits(1)).isTrue();
    }

    @Test
    void a_window_is_not_given_back_for_a_few_bytes() throws IOException {
        receive("x", false);
        read(1);

        assertThat(frames()).isEmpty();
    }

    @Test
    void padding_is_given_back_with_the_next_read() throws IOException {
        assertThat(leg.fits(40_000)).isTrue();
        leg.receive(bytes("x"), false);
        read(1);

        assertThat(frames()).containsExactly("WINDOW_UPDATE 1 40000");
    }

    @Test
    void a_tunnel_has_a_large_window() {
        leg.tunnel();

        assertThat(frames()).containsExactly("WINDOW_UPDATE 1 " + ((1 << 20) - WINDOW));
        assertThat(leg.receiveWindow()).isEqualTo(1 << 20);
    }

    @Test
    void a_tunnel_has_a_small_window_while_memory_is_short() {
        loop.shortOfMemory = true;
        leg.tunnel();

        assertThat(frames()).isEmpty();
    }

    // ---- resets

    @Test
    void a_reset_follows_the_bytes_before_it() throws IOException {
        receive("last words", false);
        leg.demand();
        loop.run();
        leg.reset(ErrorCode.CANCEL);

        assertThat(read(100)).isEqualTo("last words");
        assertThatThrownBy(() -> read(1))
                .isInstanceOfSatisfying(
                        StreamResetException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCEL));
        assertThatThrownBy(() -> leg.write(bytes("x"))).isInstanceOf(StreamResetException.class);
        assertThat(leg.isOpen()).isFalse();
    }

    @Test
    void a_reset_fails_a_pending_write_and_meets_a_demand() throws IOException {
        leg = leg(3, 1, WINDOW);
        leg.demand();
        leg.write(bytes("ab"));
        leg.reset(ErrorCode.INTERNAL_ERROR);

        assertThat(owner.events).containsExactly("failed", "readable");
        leg.close();
        assertThat(frames()).containsExactly("DATA 3 a");
        assertThat(connection.ended).containsExactly(leg);
    }

    @Test
    void a_reset_after_the_end_hides_nothing() throws IOException {
        receive("all", true);
        leg.reset(ErrorCode.NO_ERROR);

        assertThat(read(100)).isEqualTo("all");
        assertThat(leg.fill(BufferUtil.allocate(1))).isEqualTo(-1);
    }

    @Test
    void a_lost_connection_fails_the_leg() {
        leg.demand();
        leg.connectionClosed();

        assertThat(owner.events).containsExactly("readable");
        assertThatThrownBy(() -> read(1)).hasMessage("Connection reset by peer");
    }

    @Test
    void a_stream_may_be_terminated_with_a_code() {
        leg.terminate(ErrorCode.CONNECT_ERROR);

        assertThat(frames()).containsExactly("RST_STREAM 1 10");
        assertThatThrownBy(() -> read(1)).isInstanceOf(StreamResetException.class);
        leg.close();
        assertThat(frames()).isEmpty();
    }

    @Test
    void padding_alone_does_not_use_up_the_window() {
        for (int i = 0; i < 1000; i++) {
            assertThat(leg.fits(256)).as("frame " + i).isTrue();
            leg.receive(BufferUtil.EMPTY_BUFFER, false);
        }
        assertThat(frames()).isNotEmpty().allMatch(frame -> frame.startsWith("WINDOW_UPDATE 1 "));
    }

    // ---- closing

    @Test
    void closing_resets_a_request() {
        leg.close();
        leg.close();

        assertThat(frames()).containsExactly("RST_STREAM 1 8");
        assertThat(connection.ended).containsExactly(leg);
    }

    @Test
    void closing_after_both_ends_sends_nothing() {
        leg.shutdownOutput();
        receive("", true);
        frames();
        leg.close();

        assertThat(frames()).isEmpty();
        assertThat(connection.ended).containsExactly(leg);
    }

    @Test
    void closing_ends_a_tunnel_and_waits_for_the_peer() {
        leg.tunnel();
        frames();
        leg.close();
        assertThat(frames()).containsExactly("DATA 1 END");
        assertThat(connection.ended).isEmpty();

        receive("", true);
        assertThat(connection.ended).containsExactly(leg);
        assertThat(loop.isTimed()).isFalse();
    }

    @Test
    void a_peer_that_does_not_end_a_closed_tunnel_is_reset() {
        leg.tunnel();
        frames();
        leg.close();
        frames();
        receive("ignored", false);
        loop.expire();

        assertThat(frames()).containsExactly("RST_STREAM 1 0");
        assertThat(connection.ended).containsExactly(leg);
    }

    @Test
    void closing_a_tunnel_with_unsent_bytes_resets_it() throws IOException {
        leg = leg(3, 1, WINDOW);
        leg.tunnel();
        frames();
        leg.write(bytes("ab"));
        leg.close();

        assertThat(frames()).containsExactly("DATA 3 a", "RST_STREAM 3 8");
    }

    @Test
    void closing_frees_what_was_not_read() {
        receive("unread", false);
        leg.close();

        loop.run();
        assertThat(loop.buffersInUse()).isZero();
    }

    // ---- tools

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void receive(String text, boolean last) {
        assertThat(leg.fits(text.length())).isTrue();
        leg.receive(bytes(text), last);
        leg.arrived();
    }

    private String read(int size) throws IOException {
        ByteBuffer buffer = BufferUtil.allocate(size);
        leg.fill(buffer);
        return BufferUtil.toString(buffer, StandardCharsets.ISO_8859_1);
    }

    /** The frames written since the last call, until the end of this iteration. */
    private List<String> frames() {
        loop.run();
        List<String> frames = new ArrayList<>();
        ByteBuffer bytes = endPoint.take();
        while (bytes.hasRemaining()) {
            int word = bytes.getInt();
            int flags = bytes.get();
            int stream = bytes.getInt();
            byte[] payload = new byte[word >>> 8];
            bytes.get(payload);
            int number = payload.length == 4 ? ByteBuffer.wrap(payload).getInt() : 0;
            String data = new String(payload, StandardCharsets.ISO_8859_1);
            frames.add(
                    switch (word & 0xff) {
                        case 0 ->
                            "DATA " + stream + (data.isEmpty() ? "" : " " + data) + ((flags & 1) != 0 ? " END" : "");
                        case 3 -> "RST_STREAM " + stream + " " + number;
                        case 8 -> "WINDOW_UPDATE " + stream + " " + number;
                        default -> "type " + (word & 0xff);
                    });
        }
        return frames;
    }

    /** A socket that accepts everything or nothing. */
    private static final class Socket extends ByteArrayEndPoint {
        private final ByteArrayOutputStream accepted = new ByteArrayOutputStream();
        private boolean full;
        private int writes;
        private Callback waiting;
        private ByteBuffer[] rest;

        @Override
        public boolean flush(ByteBuffer... buffers) {
            writes++;
            for (ByteBuffer bytes : buffers) {
                while (!full && bytes.hasRemaining()) {
                    accepted.write(bytes.get());
                }
            }
            return !full;
        }

        @Override
        public void write(Callback callback, ByteBuffer... buffers) {
            waiting = callback;
            rest = buffers;
        }

        void accept() {
            full = false;
            flush(rest);
            waiting.succeeded();
        }

        ByteBuffer take() {
            ByteBuffer taken = ByteBuffer.wrap(accepted.toByteArray());
            accepted.reset();
            return taken;
        }
    }

    private static final class Owner implements Leg.Listener {
        private final List<String> events = new ArrayList<>();

        @Override
        public void readable() {
            events.add("readable");
        }

        @Override
        public void writable() {
            events.add("writable");
        }

        @Override
        public void failed(Throwable cause) {
            events.add("failed");
        }

        @Override
        public void crashed(Throwable cause) {
            events.add("crashed");
        }
    }

    private static final class Connection implements FrameWriter.Listener, StreamLeg.Session {
        private final List<StreamLeg> ended = new ArrayList<>();
        private boolean stalled;

        @Override
        public long sendTimeoutMillis() {
            return 60_000;
        }

        @Override
        public void sent(long bytes, long useful) {}

        @Override
        public void settle() {}

        @Override
        public void stalled() {
            stalled = true;
        }

        @Override
        public void flooded() {}

        @Override
        public void outputFailed() {}

        @Override
        public SocketAddress localAddress() {
            return null;
        }

        @Override
        public SocketAddress remoteAddress() {
            return null;
        }

        @Override
        public SSLEngine tls() {
            return null;
        }

        @Override
        public void ended(StreamLeg leg) {
            ended.add(leg);
        }
    }
}
