package io.gangway.server.connection;

import io.gangway.loop.DirectWrite;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/** Writes to a client with a time-out ({@code send_timeout}). One write at a time. Confined to the loop. */
public final class TimedWrite implements DirectWrite.Listener {
    /** Receives the result of a write that did not complete at once. */
    public interface Listener {
        void written();

        /**
         * The write failed.
         *
         * @param unsent the number of bytes that were not written
         */
        void writeFailed(Throwable cause, long unsent);

        /** The time-out has passed; the write is still pending. */
        void expired();
    }

    private final SelectorEventLoop loop;
    private final DirectWrite direct;
    private final Listener listener;

    /** Null until a write had to wait. */
    private Timer timer;

    /** The buffers of the pending write; null when none is pending. */
    private ByteBuffer[] pending;

    public TimedWrite(EndPoint endPoint, SelectorEventLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
        direct = new DirectWrite(endPoint, this);
    }

    /**
     * Writes the buffers.
     *
     * @param timeoutMillis time limit of the write
     * @return true when all is written; false when the rest is pending and the listener will be called
     */
    public boolean write(long timeoutMillis, ByteBuffer... buffers) throws IOException {
        if (direct.write(buffers)) {
            return true;
        }
        pending = buffers;
        if (timer == null) {
            timer = loop.timer(listener::expired);
        }
        timer.arm(timeoutMillis);
        return false;
    }

    public boolean isPending() {
        return pending != null;
    }

    /** The number of bytes that a pending write still has to write. */
    public long left() {
        return pending == null ? 0 : BufferUtil.remaining(pending);
    }

    /** Stops the time-out: a pending write then ends with its connection. */
    public void stopTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void written() {
        pending = null;
        timer.cancel();
        listener.written();
    }

    @Override
    public void writeFailed(Throwable cause) {
        long unsent = left();
        pending = null;
        listener.writeFailed(cause, unsent);
    }
}
