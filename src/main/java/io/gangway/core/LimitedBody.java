package io.gangway.core;

import org.eclipse.jetty.io.RetainableByteBuffer;

/** A body that may not be larger than {@code client_max_body_size} of the exchange's location, as it is read. */
final class LimitedBody implements RequestBody {
    private final Exchange exchange;
    private final RequestBody body;
    private long seen;

    LimitedBody(Exchange exchange, RequestBody body) {
        this.exchange = exchange;
        this.body = body;
    }

    /** Bytes read so far. */
    long seen() {
        return seen;
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        RetainableByteBuffer chunk = body.read();
        if (chunk == null) {
            return null;
        }
        seen += chunk.remaining();
        long most = exchange.location().settings().maxBodySize();
        if (most != 0 && seen > most) {
            chunk.release();
            throw new RequestBodyException(413, "client intended to send too large chunked body: " + seen + " bytes");
        }
        return chunk;
    }

    @Override
    public boolean ended() {
        return body.ended();
    }

    @Override
    public void demand(Runnable readable) {
        body.demand(readable);
    }

    @Override
    public void cancel() {
        body.cancel();
    }
}
