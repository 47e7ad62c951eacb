package io.gangway.server;

import io.gangway.content.RequestBodyException;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import io.gangway.server.connection.ClientBody;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of a request that another server reads from the client. Confined to the loop. */
public abstract class HostedBody extends ClientBody {
    /** Maximum number of bytes of one read. */
    protected static final int PIECE = 16384;

    /** Maximum number of reads in one loop iteration; then other requests are served. */
    private static final int MAX_READS = 16;

    protected boolean ended;
    private final long length;
    private int reads;

    protected HostedBody(RequestHead head, EventLoop loop) {
        super(loop);
        length = head.chunked() ? -1 : Math.max(head.contentLength(), 0);
        ended = length == 0;
    }

    @Override
    public final long length() {
        return length;
    }

    @Override
    public final boolean ended() {
        return ended;
    }

    @Override
    public final RetainableByteBuffer read() throws RequestBodyException {
        if (failure != null) {
            throw failure;
        }
        if (ended || reads == MAX_READS) {
            return null;
        }
        reads++;
        return readPiece();
    }

    /** Reads what the server has; null when there is nothing. */
    protected abstract RetainableByteBuffer readPiece() throws RequestBodyException;

    @Override
    public final void demand(Runnable callback) {
        reads = 0;
        super.demand(callback);
    }

    /** The client broke off. */
    protected final RequestBodyException disconnected() {
        return fail(0, "client prematurely closed connection");
    }
}
