package io.gangway.upstream.http2.request;

import io.gangway.http.BadMessageException;
import io.gangway.upstream.exchange.UpstreamResponseBody;
import io.gangway.upstream.http2.RequestStream;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The body of a response over HTTP/2, which ends with its stream. Confined to its loop. */
final class StreamResponseBody extends UpstreamResponseBody {
    private static final String ACTION = "reading upstream";

    private final RequestStream stream;
    private final StreamResponseReader reader;
    /** Number of bytes still to come; -1 if there is no {@code Content-Length}. */
    private long left;

    StreamResponseBody(Source source, RequestStream stream, StreamResponseReader reader) {
        super(source);
        this.stream = stream;
        this.reader = reader;
        left = source.none() ? 0 : source.head().contentLength();
    }

    @Override
    protected void receive(RetainableByteBuffer bytes) throws BadMessageException {
        boolean last = stream.isDrained();
        try {
            if (left >= 0 && bytes.remaining() > left) {
                throw new BadMessageException(
                        502, "upstream sent response body larger than indicated content length", ACTION);
            }
            left -= left < 0 ? 0 : bytes.remaining();
            if (last) {
                end();
                completed(true);
            }
        } catch (BadMessageException e) {
            bytes.release();
            throw e;
        }
        emit(bytes, last);
    }

    @Override
    protected boolean endsWithConnection() throws BadMessageException {
        end();
        return true;
    }

    private void end() throws BadMessageException {
        if (left > 0) {
            throw new BadMessageException(502, "upstream prematurely closed stream", ACTION);
        }
        trailers(reader.trailers(), reader.passesTrailers());
    }
}
