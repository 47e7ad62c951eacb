package io.gangway.jetty;

import io.gangway.content.RequestBodyException;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import io.gangway.server.HostedBody;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The body of a request that Jetty reads. Jetty's threads only report that data is available. Jetty opens the window of
 * an HTTP/2 stream as chunks are released.
 */
final class JettyBody extends HostedBody {
    private final Request request;

    /** Owned until all of it was read; null when there is none. */
    private Content.Chunk chunk;

    private boolean cancelled;
    private boolean demanded;

    /**
     * Creates the body.
     *
     * @param first what has arrived, which the body owns; may be null
     */
    JettyBody(Request request, RequestHead head, Content.Chunk first, EventLoop loop) {
        super(head, loop);
        this.request = request;
        chunk = first;
    }

    @Override
    protected RetainableByteBuffer readPiece() throws RequestBodyException {
        if (cancelled || !hasChunk()) {
            return null;
        }
        if (Content.Chunk.isFailure(chunk)) {
            throw disconnected();
        }
        RetainableByteBuffer piece = null;
        if (chunk.hasRemaining()) {
            ByteBuffer from = chunk.getByteBuffer();
            piece = loop.buffers().acquire(Math.min(from.remaining(), PIECE), false);
            BufferUtil.append(piece.getByteBuffer(), from);
        }
        if (!chunk.hasRemaining()) {
            ended = chunk.isLast();
            release();
        }
        return piece;
    }

    private boolean hasChunk() {
        if (chunk == null) {
            chunk = request.read();
        }
        return chunk != null;
    }

    private void release() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
        }
    }

    @Override
    protected boolean isReadable() {
        return ended || cancelled || failure != null || hasChunk();
    }

    @Override
    protected void await() {
        if (!demanded) {
            demanded = true;
            request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, () -> loop.execute(this::available)));
        }
    }

    private void available() {
        demanded = false;
        call();
    }

    @Override
    public void cancel() {
        super.cancel();
        cancelled = true;
        release();
    }
}
