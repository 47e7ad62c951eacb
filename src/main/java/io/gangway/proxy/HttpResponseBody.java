package io.gangway.proxy;

import io.gangway.http.BadMessageException;
import io.gangway.http.ChunkedDecoder;
import io.gangway.http.ResponseHead;
import io.gangway.upstream.exchange.UpstreamResponseBody;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of an HTTP response: in chunks, of a fixed length, or up to the end of the connection. Confined to its loop. */
final class HttpResponseBody extends UpstreamResponseBody {
    /** Null if the body is not chunked. */
    private final ChunkedDecoder decoder;

    /** Number of bytes still to come; -1 if the body is chunked or ends with the connection. */
    private long remaining;

    /** @param trailerSize maximum size of trailers that are passed on, in bytes */
    HttpResponseBody(Source source, int trailerSize) {
        super(source);
        ResponseHead head = source.head();
        boolean chunked = head.chunked() && !source.none();
        decoder = chunked ? ChunkedDecoder.ofResponse(trailerSize) : null;
        remaining = source.none() ? 0 : chunked ? -1 : head.contentLength();
    }

    @Override
    protected void receive(RetainableByteBuffer bytes) throws BadMessageException {
        if (decoder != null) {
            decodeChunks(bytes);
        } else if (remaining < 0) {
            emit(bytes, false);
        } else {
            fixedLength(bytes);
        }
    }

    private void fixedLength(RetainableByteBuffer bytes) {
        int n = bytes.remaining();
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

    /** Each piece is held back until it is known whether another one follows, so that the last one can be marked. */
    private void decodeChunks(RetainableByteBuffer bytes) throws BadMessageException {
        ByteBuffer buffer = bytes.getByteBuffer();
        RetainableByteBuffer piece = null;
        try {
            while (true) {
                ChunkedDecoder.State state = decoder.next(buffer);
                if (state != ChunkedDecoder.State.DATA) {
                    boolean end = state == ChunkedDecoder.State.END;
                    if (end) {
                        trailers(decoder.trailers());
                        completed(!buffer.hasRemaining());
                    }
                    RetainableByteBuffer last = piece;
                    piece = null;
                    if (last != null || end) {
                        emit(last == null ? RetainableByteBuffer.EMPTY : last, end);
                    }
                    return;
                }
                if (piece != null) {
                    RetainableByteBuffer before = piece;
                    piece = null;
                    emit(before, false);
                }
                int n = decoder.available(buffer);
                bytes.retain();
                piece = RetainableByteBuffer.wrap(buffer.slice(buffer.position(), n), bytes::release);
                decoder.consume(buffer, n);
            }
        } finally {
            if (piece != null) {
                piece.release();
            }
            bytes.release();
        }
    }

    @Override
    protected boolean endsWithConnection() {
        return decoder == null && remaining < 0;
    }
}
