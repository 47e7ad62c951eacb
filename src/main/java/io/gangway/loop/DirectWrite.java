package io.gangway.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;

/**
 * Writes to an end point: first directly, then, when the socket takes no more, by Jetty's flusher. Jetty may end a write within
 * the call; whoever writes here hears either the answer of the call or one callback, never both. One write at a time.
 */
public final class DirectWrite implements Callback {
    /** Told, later, how a write that did not end at once went. */
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

    /** True when all is written; false when the rest is pending and the listener will hear of it. */
    public boolean write(ByteBuffer... buffers) throws IOException {
        if (endPoint.flush(buffers)) {
            return true;
        }
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
