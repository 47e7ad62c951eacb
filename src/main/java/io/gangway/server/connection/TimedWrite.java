package io.gangway.server.connection;

import io.gangway.loop.DirectWrite;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/** Writes to a client that must take it within a time. One write at a time. Confined to the loop. */
public final class TimedWrite implements DirectWrite.Listener {
    /** Told, later, how a write that did not end at once went. */
    public interface Listener {
        void written();

        /** So many bytes were not written. */
        void writeFailed(Throwable cause, long unsent);

        /** The time is over; the write is still pending. */
        void expired();
    }

    private final SelectorEventLoop loop;
    private final DirectWrite direct;
    private final Listener listener;

    /** Null until a write had to wait. */
    private Timer timer;

    /** What a pending write writes; null when none is pending. */
    private ByteBuffer[] pending;

    public TimedWrite(EndPoint endPoint, SelectorEventLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
        direct = new DirectWrite(endPoint, this);
    }

    /** True when all is written; false when the rest is pending and the listener will hear of it. */
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

    /** Bytes that a pending write still has to write. */
    public long left() {
        return pending == null ? 0 : BufferUtil.remaining(pending);
    }

    /** Waits for ever from now on: a pending write ends with its connection. */
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
