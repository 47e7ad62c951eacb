package io.gangway.websocket;

import io.gangway.core.Leg;
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

    private final RelayTunnel tunnel;
    private final Leg from;
    private final Leg to;
    private final Observer observer;
    /** Whether a read that does not fill the buffer has emptied the socket; in TLS it has emptied one record. */
    private final boolean shortReadEmpties;

    private Relay opposite;
    private State state = State.READING;
    /** The target is gone: what still comes is read and thrown away, so that the source gets FIN and not RST. */
    private boolean discarding;
    /** Owned while bytes are on their way, else null. */
    private RetainableByteBuffer buffer;

    /** The content of the buffer, in the form that a write takes. */
    private final ByteBuffer[] bytes = new ByteBuffer[1];
    /** What was left of a pending write when it was looked at last. */
    private int left;

    Relay(RelayTunnel tunnel, Leg from, Leg to, Observer observer) {
        this.tunnel = tunnel;
        this.from = from;
        this.to = to;
        this.observer = observer;
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
        int before = left;
        left = bytes[0].remaining();
        return left < before;
    }

    // ---- the leg that is read from

    @Override
    public void readable() {
        if (state == State.READING) {
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

    private void written() {
        if (state == State.WRITING) {
            state = State.READING;
            clear();
            move();
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
        boolean moved = false;
        for (int fills = 0; fills < FILLS_PER_TURN; fills++) {
            int filled = fill();
            if (filled < 0) {
                end();
                return false;
            }
            if (filled == 0) {
                break;
            }
            moved = true;
            forward();
            if (state != State.READING) {
                return state == State.WRITING;
            }
            clear();
            if (shortReadEmpties && filled < BUFFER_SIZE) {
                break;
            }
        }
        release();
        from.demand();
        return moved;
    }

    private int fill() {
        try {
            return from.fill(bytes[0]);
        } catch (IOException e) {
            tunnel.broken(from, "recv()", e);
            opposite.discard();
            return -1;
        }
    }

    private void forward() {
        if (discarding) {
            return;
        }
        observer.passing(bytes[0]);
        try {
            if (!to.write(bytes)) {
                state = State.WRITING;
                left = bytes[0].remaining();
            }
        } catch (IOException e) {
            writeFailed(e);
        }
    }

    private void writeFailed(Throwable cause) {
        tunnel.broken(to, "send()", cause);
        discard();
    }

    private void discard() {
        discarding = true;
    }

    private void end() {
        state = State.ENDED;
        release();
        if (opposite.isEnded()) {
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
            buffer = from.loop().buffers().acquire(BUFFER_SIZE, true);
            bytes[0] = buffer.getByteBuffer();
        }
    }

    private void clear() {
        BufferUtil.clear(bytes[0]);
    }

    /** Gives the buffer back; not while a write of it is pending on a leg that is open. */
    void release() {
        if (buffer != null) {
            bytes[0] = null;
            buffer.release();
            buffer = null;
        }
    }
}
