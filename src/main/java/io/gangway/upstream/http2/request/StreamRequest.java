package io.gangway.upstream.http2.request;

import io.gangway.exchange.Exchange;
import io.gangway.http.HeadWriter;
import io.gangway.http.ResponseHead;
import io.gangway.upstream.exchange.BodyFraming;
import io.gangway.upstream.exchange.PassSettings;
import io.gangway.upstream.exchange.UpstreamRequest;

/** A request of a protocol that is always spoken over streams of HTTP/2. Confined to its loop. */
public abstract class StreamRequest extends UpstreamRequest {
    /** Creates a request that is evaluated later. */
    protected StreamRequest(PassSettings settings, Exchange x) {
        super(settings, x);
    }

    @Override
    protected final boolean isMultiplexed() {
        return true;
    }

    @Override
    protected final void writeHead(HeadWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected final BodyFraming framing(boolean chunked) {
        return null;
    }

    @Override
    protected final boolean sendsUnknownLength() {
        return true;
    }

    /** The stream ends by itself; its connection is kept in any case. */
    @Override
    protected final boolean allowsReuse(ResponseHead head, boolean hasBody) {
        return true;
    }

    @Override
    protected final boolean isWhole(ResponseHead head, boolean hasBody, int following) {
        return false;
    }
}
