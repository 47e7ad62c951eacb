package io.gangway.websocket;

import io.gangway.loop.Leg;
import io.gangway.websocket.frame.FrameProcessor;
import io.gangway.websocket.frame.ProtocolViolation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * One direction of a tunnel: reads from one leg and writes to the other, no faster than the other accepts. A buffer is
 * held only while it contains unwritten bytes. Confined to the loop of both legs.
 *
 * <p>It is the listener of the leg that it reads from; that leg's write events are for the opposite direction.
 */
final class Relay implements Leg.Listener {
    /**
     * Maximum bytes of one read. More than nginx's {@code proxy_buffer_size}: this needs fewer calls, and an idle
     * tunnel holds no buffer.
     */
    static final int BUFFER_SIZE = 65536;

    private static final ByteBuffer[] NOTHING = {};

    /** Maximum number of reads in a row; then other connections of the loop are served. */
    private static final int MAX_FILLS = 4;

    private enum State {
        /** Waits for bytes, or moves them. */
        READING,
        /** A write is pending; nothing is read meanwhile. */
        WRITING,
        /** The source has ended, and all its bytes were written or cannot be. */
        ENDED
    }

    /** The step after a pending write. */
    private enum Then {
        CONTINUE,
        /** Sends FIN; nothing more is written to the target. */
        SHUT_DOWN,
        /** The source has ended, or is treated as ended. */
        END
    }

    private final RelayTunnel tunnel;
    private final Leg from;
    private final Leg to;
    private final ByteCounter byteCounter;
    /** Null when the bytes are not WebSocket frames. */
    private final FrameProcessor processor;
    /** Whether a read that does not fill the buffer has emptied the socket; with TLS it has emptied one record only. */
    private final boolean shortReadEmpties;

    private Relay opposite;
    private State state = State.READING;
    /** The target is closed: remaining bytes are read and discarded, so that the source gets FIN and not RST. */
    private boolean discarding;
    /** The step after the pending write. */
    private Then then = Then.CONTINUE;
    /** FIN is sent after our close frame. */
    private boolean finFollows;
    /** FIN is sent when the target has sent its close frame. */
    private boolean finAwaitsClose;
    /** The source broke within a frame. */
    private boolean torn;
    /** Reading waits until the opposite direction has written the frames that this one made for it. */
    private boolean paused;
    /** Bytes were read since the last check. */
    private boolean received;
    /** Held while it contains unwritten bytes, else null. */
    private RetainableByteBuffer buffer;

    /** The content of the buffer, as an argument for writes. */
    private final ByteBuffer[] bytes = new ByteBuffer[1];
    /** The buffers of a pending write. */
    private ByteBuffer[] pending = bytes;
    /** Remaining bytes of a pending write at the last check. */
    private long left;

    Relay(RelayTunnel tunnel, Leg from, Leg to, ByteCounter byteCounter, FrameProcessor processor) {
        this.tunnel = tunnel;
        this.from = from;
        this.to = to;
        this.byteCounter = byteCounter;
        this.processor = processor;
        shortReadEmpties = from.tls() == null;
    }

    void start(Relay newOpposite) {
        opposite = newOpposite;
        from.listener(this);
        from.demand();
    }

    /** Stops reading and writing; the buffer is kept until {@link #release}. */
    void stop() {
        state = State.ENDED;
    }

    boolean isWriting() {
        return state == State.WRITING;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** Bytes that were read and that the target has not taken yet. */
    long queued() {
        return state == State.WRITING ? BufferUtil.remaining(pending) : 0;
    }

    /** Whether a pending write has made progress since the last call. */
    boolean progressed() {
        if (state != State.WRITING) {
            return false;
        }
        long before = left;
        left = BufferUtil.remaining(pending);
        return left < before;
    }

    /** Whether anything was read from the source since the last call. */
    boolean takeReceived() {
        boolean was = received;
        received = false;
        return was;
    }

    /** The frame processor; null when the bytes are not frames. */
    FrameProcessor processor() {
        return processor;
    }

    // ---- events of the source

    @Override
    public void readable() {
        if (state == State.READING && !paused) {
            move();
        }
    }

    @Override
    public void writable() {
        opposite.written();
    }

    @Override
    public void failed(Throwable cause) {
        if (opposite.isWriting()) {
            opposite.writeFailed(cause);
            opposite.written();
        }
    }

    @Override
    public void crashed(Throwable cause) {
        tunnel.crashed(cause);
    }

    private void written() {
        if (state != State.WRITING) {
            return;
        }
        state = State.READING;
        tunnel.written();
        if (!hasMore()) {
            clear();
        }
        writeOwn();
        opposite.resume();
        if (state != State.READING) {
            return;
        }
        switch (then) {
            case CONTINUE -> readable();
            case SHUT_DOWN -> {
                shutdownTarget();
                readable();
            }
            case END -> end();
        }
    }

    // ---- frames of our own

    /**
     * Closes the direction to the target: by a close frame at the next frame boundary, or, without frames, by FIN after
     * the bytes that were read. Does nothing after a close frame.
     */
    void close(int code, String reason) {
        if (state == State.ENDED || discarding) {
            return;
        }
        if (processor == null || processor.tracker().isLost()) {
            shutdownOutput();
        } else if (processor.close(code, reason)) {
            flushOwn();
        }
    }

    /** Closes the direction to the target by a close frame and FIN: the target's responses could not be understood. */
    void closeForGood(int code, String reason) {
        finFollows = true;
        close(code, reason);
        finAfterClose();
    }

    private void finAfterClose() {
        if (finFollows && !processor.hasOwn()) {
            finFollows = false;
            shutdownOutput();
        }
    }

    /** Sends a ping to the target at the next frame boundary; false when that is not possible now. */
    boolean ping(byte[] payload) {
        if (state == State.ENDED || discarding || !processor.ping(payload)) {
            return false;
        }
        opposite.processor.tracker().expectPong(payload);
        flushOwn();
        return true;
    }

    private void flushOwn() {
        if (state == State.READING) {
            writeOwn();
        }
    }

    private void writeOwn() {
        while (state == State.READING
                && processor != null
                && processor.hasOwn()
                && !discarding
                && processor.atBoundary()) {
            write(processor.takeOwn());
        }
        finAfterClose();
    }

    /** Continues after the opposite direction has written the frames that this one made for it, or has dropped them. */
    private void resume() {
        if (paused && !opposite.processor.isCrowded()) {
            paused = false;
            if (state == State.READING) {
                from.loop().execute(this::readable);
            }
        }
    }

    private void shutdownOutput() {
        if (state == State.WRITING) {
            then = Then.SHUT_DOWN;
        } else {
            shutdownTarget();
        }
    }

    private void shutdownTarget() {
        then = Then.CONTINUE;
        if (!discarding) {
            discard();
            to.shutdownOutput();
        }
    }

    /** Treats the source as closed although its connection is open. Not while a write is pending. */
    void sourceGone() {
        if (state == State.READING) {
            end();
        }
    }

    // ---- relaying

    private void move() {
        if (readAndWrite()) {
            tunnel.moved();
        }
    }

    /** Reads and writes, at most {@link #MAX_FILLS} times; true when bytes were relayed and the tunnel is open. */
    private boolean readAndWrite() {
        acquire();
        int size = bytes[0].capacity();
        boolean moved = false;
        for (int fills = 0; fills < MAX_FILLS && !paused; fills++) {
            int filled = hasMore() ? size : fill();
            if (filled < 0) {
                end();
                return false;
            }
            if (filled == 0) {
                break;
            }
            moved |= forward();
            if (state != State.READING) {
                return state == State.WRITING;
            }
            if (hasMore()) {
                continue;
            }
            clear();
            if (shortReadEmpties && filled < size) {
                break;
            }
        }
        if (hasMore()) {
            if (!paused) {
                from.loop().execute(this::readable);
            }
            return moved;
        }
        releaseIdle();
        if (!paused) {
            from.demand();
        }
        return moved;
    }

    /** Whether the processor has not yet processed the whole content of the buffer. */
    private boolean hasMore() {
        return processor != null && processor.hasMore();
    }

    private int fill() {
        try {
            int filled = from.fill(bytes[0]);
            if (filled > 0) {
                received = true;
                if (!discarding) {
                    byteCounter.read(filled);
                }
            }
            return filled;
        } catch (IOException e) {
            tunnel.broken(from, "recv()", e);
            opposite.discard();
            return -1;
        }
    }

    /**
     * Writes what was read; false when it was only responses to our own frames, which do not count as activity of the
     * tunnel.
     */
    private boolean forward() {
        if (processor == null) {
            if (!discarding) {
                write(bytes);
            }
            return true;
        }
        ByteBuffer[] out = processor.pass(bytes);
        if (out.length > 0 && !discarding) {
            write(out);
        }
        handleEvents();
        return out.length > 0 || tunnel.countsOwnFrames();
    }

    /** Handles the events of the processor, for the tunnel and for the opposite direction. */
    private void handleEvents() {
        finAfterClose();
        ProtocolViolation violation = processor.takeViolation();
        if (violation != null) {
            if (violation.cut()) {
                shutdownOutput();
            }
            tunnel.refused(this, violation);
        }
        if (processor.tracker().pollEvents()) {
            tunnel.news(this);
        }
        if (opposite.processor.hasOwn()) {
            opposite.flushOwn();
            paused = opposite.processor.isCrowded();
        }
        opposite.resume();
    }

    private void write(ByteBuffer... out) {
        byteCounter.writing(BufferUtil.remaining(out));
        try {
            if (!to.write(out)) {
                state = State.WRITING;
                pending = out;
                left = BufferUtil.remaining(out);
                if (left == 0) {
                    // TLS has accepted all bytes into a buffer of its own, so ours is not needed.
                    pending = NOTHING;
                    if (!hasMore()) {
                        releaseIdle();
                    }
                }
            }
        } catch (IOException e) {
            writeFailed(e);
        }
    }

    private void writeFailed(Throwable cause) {
        tunnel.broken(to, "send()", cause);
        discard();
    }

    /** Discards all further bytes of the source. */
    void discard() {
        discarding = true;
        if (processor != null) {
            processor.stop();
            opposite.resume();
        }
    }

    private void end() {
        if (processor != null && tunnel.isBroken() && processor.close(tunnel.breakCode(), "")) {
            if (processor.atBoundary()) {
                tunnel.announcedBreak();
            } else {
                torn = true;
            }
            writeOwn();
            if (state == State.WRITING) {
                then = Then.END;
                return;
            }
        }
        finish();
    }

    private void finish() {
        state = State.ENDED;
        release();
        opposite.resume();
        if (opposite.isEnded() || !opposite.isWriting() && tunnel.bothClosed()) {
            // Closing sends FIN too: an earlier shutdown would be a needless system call.
            tunnel.close();
            return;
        }
        if (!discarding) {
            if (tunnel.isBroken() && !closesByFrame()) {
                to.breakOutput();
            } else if (!tunnel.isBroken() && isUnansweredClose()) {
                finAwaitsClose = true;
            } else {
                to.shutdownOutput();
            }
        }
        tunnel.halfClosed();
    }

    /**
     * Whether the target is a stream and still has to answer the close frame of the source: browsers do not answer once
     * their stream has ended.
     */
    private boolean isUnansweredClose() {
        return to.stream() > 0
                && processor != null
                && processor.tracker().isClosed()
                && !opposite.processor.tracker().isClosed();
    }

    /** The target has sent its close frame; as the source has ended, nothing more can come. */
    void closeAnswered() {
        if (!finAwaitsClose) {
            return;
        }
        finAwaitsClose = false;
        if (opposite.isWriting()) {
            to.shutdownOutput();
        } else {
            tunnel.close();
        }
    }

    /** Whether the target got a close frame, so that it knows the end. */
    private boolean closesByFrame() {
        return processor != null && !torn && !processor.tracker().isLost();
    }

    // ---- the buffer

    private void acquire() {
        if (buffer == null) {
            buffer = from.loop().borrow(from.loop().pieceSize(BUFFER_SIZE));
            bytes[0] = buffer.getByteBuffer();
        }
    }

    private void clear() {
        if (buffer != null) {
            BufferUtil.clear(bytes[0]);
        }
    }

    /** Releases what is not needed until the next read. */
    private void releaseIdle() {
        if (processor != null) {
            processor.releaseIdle();
        }
        releaseBuffer();
    }

    /** Releases everything. Not while a pending write on an open leg still needs the buffer. */
    void release() {
        if (processor != null) {
            processor.release();
        }
        releaseBuffer();
    }

    private void releaseBuffer() {
        if (buffer != null) {
            bytes[0] = null;
            from.loop().release(buffer);
            buffer = null;
        }
    }
}
