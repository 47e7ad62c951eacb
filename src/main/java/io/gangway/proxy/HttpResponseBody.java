package io.gangway.proxy;

import io.gangway.http.BadMessageException;
import io.gangway.http.ChunkedDecoder;
import io.gangway.http.ResponseHead;
import io.gangway.upstream.exchange.PlainResponseBody;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of an HTTP response: in chunks, of a fixed length, or up to the end of the connection. Confined to its loop. */
final class HttpResponseBody extends PlainResponseBody {
    /** Null if the body is not chunked. */
    private final ChunkedDecoder decoder;

    /** @param trailerSize maximum size of trailers that are passed on, in bytes */
    HttpResponseBody(Source source, int trailerSize) {
        super(source);
        ResponseHead head = source.head();
        boolean chunked = head.chunked() && !source.none();
        decoder = chunked ? ChunkedDecoder.ofResponse(trailerSize) : null;
    }

    @Override
    protected void receive(RetainableByteBuffer bytes) throws BadMessageException {
        if (decoder != null) {
            decodeChunks(bytes);
        } else {
            super.receive(bytes);
        }
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
        return decoder == null && super.endsWithConnection();
    }
}
