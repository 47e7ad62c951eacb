package io.gangway.jetty;

import io.gangway.content.RequestBodyException;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import io.gangway.server.connection.ClientBody;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * The body of a request that Jetty reads. Confined to the loop; Jetty's threads only report that data is available.
 * Jetty opens the window of an HTTP/2 stream as chunks are released.
 */
final class JettyBody extends ClientBody {
    private static final int PIECE = 16384;

    /** Maximum number of reads in one loop iteration; then other requests are served. */
    private static final int MAX_READS = 16;

    private final Request request;
    private final long length;

    /** Owned until all of it was read; null when there is none. */
    private Content.Chunk chunk;

    private boolean ended;
    private boolean cancelled;
    private boolean demanded;
    private int reads;

    /**
     * Creates the body.
     *
     * @param first what has arrived, which the body owns; may be null
     */
    JettyBody(Request request, RequestHead head, Content.Chunk first, EventLoop loop) {
        super(loop);
        this.request = request;
        chunk = first;
        length = head.chunked() ? -1 : Math.max(head.contentLength(), 0);
        ended = length == 0;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        if (failure != null) {
            throw failure;
        }
        if (ended || cancelled || reads == MAX_READS) {
            return null;
        }
        reads++;
        if (!hasChunk()) {
            return null;
        }
        if (Content.Chunk.isFailure(chunk)) {
            throw fail(0, "client prematurely closed connection");
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
    public void demand(Runnable callback) {
        reads = 0;
        super.demand(callback);
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
