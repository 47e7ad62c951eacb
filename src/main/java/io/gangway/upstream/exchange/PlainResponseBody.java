package io.gangway.upstream.exchange;

import io.gangway.http.BadMessageException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A body without framing: of a fixed length, or up to the end of the connection. Confined to its loop. */
public class PlainResponseBody extends UpstreamResponseBody {
    /** Number of bytes still to come; -1 if the body ends with the connection. */
    private long remaining;

    /** Creates a body whose length is in the head. */
    protected PlainResponseBody(Source source) {
        super(source);
        remaining = source.none() ? 0 : source.head().contentLength();
    }

    @Override
    protected void receive(RetainableByteBuffer bytes) throws BadMessageException {
        int n = bytes.remaining();
        if (remaining < 0) {
            emit(bytes, false);
            return;
        }
        if (n < remaining) {
            remaining -= n;
            emit(bytes, false);
            return;
        }
        boolean clean = n == remaining;
        if (!clean) {
            ByteBuffer buffer = bytes.getByteBuffer();
            buffer.limit(buffer.position() + (int) remaining);
        }
        remaining = 0;
        completed(clean);
        emit(bytes, true);
    }

    @Override
    protected boolean endsWithConnection() {
        return remaining < 0;
    }
}
