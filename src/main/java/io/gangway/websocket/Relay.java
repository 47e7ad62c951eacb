package io.gangway.websocket;

import io.gangway.loop.Leg;
import io.gangway.websocket.frame.CloseCode;
import io.gangway.websocket.frame.FrameProcessor;
import io.gangway.websocket.frame.ProtocolViolation;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * One direction of a tunnel: reads from one leg and writes to the other, and reads no more than the other takes. A buffer is
 * held only while its bytes are on their way. Confined to the loop of both legs.
 *
 * <p>It listens to the leg that it reads from; what that leg says of writes is for the opposite direction.
 */
final class Relay implements Leg.Listener {
    /** Bytes read with one call. More than nginx's {@code proxy_buffer_size}: fewer calls, and nothing is held when idle. */
    static final int BUFFER_SIZE = 65536;

    private static final ByteBuffer[] NOTHING = {};

    /** After so many reads other connections of the loop get their turn. */
    private static final int FILLS_PER_TURN = 4;

    private enum State {
        /** Waits for bytes, or is moving them. */
        READING,
        /** A write is pending; nothing is read meanwhile. */
        WRITING,
        /** The source has ended and all that it sent was written, or can't be. */
        ENDED
    }

    /** What follows a pending write. */
    private enum Then {
        GO_ON,
        /** FIN, and nothing more goes to the target. */
        HUSH,
        /** The source has ended, or counts as ended. */
        END
    }

    private final RelayTunnel tunnel;
    private final Leg from;
    private final Leg to;
    private final ByteCounter byteCounter;
    /** Null when what passes are not WebSocket frames. */
    private final FrameProcessor processor;
    /** Whether a read that does not fill the buffer has emptied the socket; in TLS it has emptied one record. */
    private final boolean shortReadEmpties;

    private Relay opposite;
    private State state = State.READING;
    /** The target is gone: what still comes is read and thrown away, so that the source gets FIN and not RST. */
    private boolean discarding;
    /** What happens once the pending write is over. */
    private Then then = Then.GO_ON;
    /** FIN goes behind a close frame of ours. */
    private boolean finFollows;
    /** Nothing is read until the opposite direction has written what this one made for it. */
    private boolean paused;
    /** Bytes came from the source since this was asked last. */
    private boolean heard;
    /** Owned while bytes are on their way, else null. */
    private RetainableByteBuffer buffer;

    /** The content of the buffer, in the form that a write takes. */
    private final ByteBuffer[] bytes = new ByteBuffer[1];
    /** What a pending write writes. */
    private ByteBuffer[] pending = bytes;
    /** What was left of a pending write when it was looked at last. */
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

    /** Does nothing more; the buffer is kept until {@link #release}. */
    void stop() {
        state = State.ENDED;
    }

    boolean isWriting() {
        return state == State.WRITING;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** Whether a pending write has got on since it was asked last. */
    boolean progressed() {
        if (state != State.WRITING) {
            return false;
        }
        long before = left;
        left = BufferUtil.remaining(pending);
        return left < before;
    }

    /** Whether anything came from the source since this was asked last. */
    boolean heard() {
        boolean was = heard;
        heard = false;
        return was;
    }

    /** What it knows of the frames; null when these are none. */
    FrameProcessor processor() {
        return processor;
    }

    // ---- the leg that is read from

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
        if (!hasMore()) {
            clear();
        }
        writeOwn();
        opposite.goOn();
        if (state != State.READING) {
            return;
        }
        switch (then) {
            case GO_ON -> readable();
            case HUSH -> {
                shutdownTarget();
                readable();
            }
            case END -> end();
        }
    }

    // ---- what we say ourselves

    /**
     * Ends what the target hears: with a close frame on the next boundary, or with FIN behind what was read when there are no
     * boundaries. Nothing happens when a close frame has passed already.
     */
    void close(int code, String reason) {
        if (state == State.ENDED || discarding) {
            return;
        }
        if (processor == null || processor.follower().isLost()) {
            shutdownOutput();
        } else if (processor.close(code, reason)) {
            flushOwn();
        }
    }

    /** Ends what the target hears with a close frame and FIN behind it: nothing that it answers can be understood. */
    void closeForGood(int code, String reason) {
        finFollows = true;
        close(code, reason);
        finBehindClose();
    }

    private void finBehindClose() {
        if (finFollows && !processor.hasOwn()) {
            finFollows = false;
            shutdownOutput();
        }
    }

    /** Sends the target a ping on the next boundary; false when that is not possible now. */
    boolean ping(byte[] payload) {
        if (state == State.ENDED || discarding || !processor.ping(payload)) {
            return false;
        }
        opposite.processor.follower().expectPong(payload);
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
        finBehindClose();
    }

    /** What this direction made for the opposite one is written there, or is not wanted any more. */
    private void goOn() {
        if (paused && !opposite.processor.isCrowded()) {
            paused = false;
            if (state == State.READING) {
                from.loop().execute(this::readable);
            }
        }
    }

    private void shutdownOutput() {
        if (state == State.WRITING) {
            then = Then.HUSH;
        } else {
            shutdownTarget();
        }
    }

    private void shutdownTarget() {
        then = Then.GO_ON;
        if (!discarding) {
            discard();
            to.shutdownOutput();
        }
    }

    /** The source counts as gone, although its connection is there. Not while a write is pending. */
    void sourceGone() {
        if (state == State.READING) {
            end();
        }
    }

    // ---- moving

    private void move() {
        if (turn()) {
            tunnel.moved();
        }
    }

    /** Reads and writes for one turn of the loop; true when anything was read and the tunnel is still there. */
    private boolean turn() {
        acquire();
        int size = bytes[0].capacity();
        boolean moved = false;
        for (int fills = 0; fills < FILLS_PER_TURN && !paused; fills++) {
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

    /** Whether not all of the buffer's content has gone through the gate. */
    private boolean hasMore() {
        return processor != null && processor.hasMore();
    }

    private int fill() {
        try {
            int filled = from.fill(bytes[0]);
            if (filled > 0) {
                heard = true;
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

    /** Hands on what was read; false when it was nothing but answers to us that do not count as life of the tunnel. */
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

    /** What the gate saw may concern the tunnel, and the opposite direction. */
    private void handleEvents() {
        finBehindClose();
        ProtocolViolation violation = processor.takeViolation();
        if (violation != null) {
            if (violation.cut()) {
                shutdownOutput();
            }
            tunnel.refused(this, violation);
        }
        if (processor.follower().takeNews()) {
            tunnel.news(this);
        }
        if (opposite.processor.hasOwn()) {
            opposite.flushOwn();
            paused = opposite.processor.isCrowded();
        }
        opposite.goOn();
    }

    private void write(ByteBuffer... out) {
        byteCounter.writing(BufferUtil.remaining(out));
        try {
            if (!to.write(out)) {
                state = State.WRITING;
                pending = out;
                left = BufferUtil.remaining(out);
                if (left == 0) {
                    // TLS has taken all and waits with a buffer of its own: there is no use for two.
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

    /** What still comes from the source is thrown away. */
    void discard() {
        discarding = true;
        if (processor != null) {
            processor.stop();
            opposite.goOn();
        }
    }

    private void end() {
        if (processor != null && tunnel.isBroken() && processor.close(CloseCode.BAD_GATEWAY, "")) {
            if (processor.atBoundary()) {
                tunnel.toldBreak();
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
        opposite.goOn();
        if (opposite.isEnded() || !opposite.isWriting() && tunnel.bothClosed()) {
            // Closing says FIN too: shutting down before would be a system call more.
            tunnel.close();
            return;
        }
        if (!discarding) {
            to.shutdownOutput();
        }
        tunnel.halfClosed();
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

    /** Gives back what is not needed before more is to be read. */
    private void releaseIdle() {
        if (processor != null) {
            processor.releaseIdle();
        }
        giveBack();
    }

    /** Gives everything back that is held; not while a pending write has to take anything of it on a leg that is open. */
    void release() {
        if (processor != null) {
            processor.release();
        }
        giveBack();
    }

    private void giveBack() {
        if (buffer != null) {
            bytes[0] = null;
            from.loop().release(buffer);
            buffer = null;
        }
    }
}
