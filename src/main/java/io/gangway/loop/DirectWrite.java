package io.gangway.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;

/**
 * Writes to an end point: first directly; when the socket accepts no more, by Jetty's flusher. Jetty may complete a
 * write within the call; the caller gets the result either from {@link #write} or by one callback, never both. One
 * write at a time.
 */
public final class DirectWrite implements Callback {
    /** Receives the result of a write that did not complete at once. */
    public interface Listener {
        void written();

        void writeFailed(Throwable cause);
    }

    private final EndPoint endPoint;
    private final Listener listener;
    private boolean starting;
    private boolean ended;
    private Throwable failure;

    public DirectWrite(EndPoint endPoint, Listener listener) {
        this.endPoint = endPoint;
        this.listener = listener;
    }

    /**
     * Writes the buffers.
     *
     * @return true when all is written; false when the rest is pending and the listener will be called
     */
    public boolean write(ByteBuffer... buffers) throws IOException {
        return endPoint.flush(buffers) || finish(buffers);
    }

    /**
     * Writes the rest of buffers that the socket has not accepted at once.
     *
     * @return as {@link #write}
     */
    public boolean finish(ByteBuffer... buffers) throws IOException {
        starting = true;
        ended = false;
        failure = null;
        endPoint.write(this, buffers);
        starting = false;
        if (failure != null) {
            throw IO.rethrow(failure);
        }
        return ended;
    }

    @Override
    public void succeeded() {
        ended = true;
        if (!starting) {
            listener.written();
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (starting) {
            failure = cause;
        } else {
            listener.writeFailed(cause);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
