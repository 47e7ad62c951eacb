package io.gangway.proxy;

import io.gangway.http.ChunkedEncoder;
import io.gangway.upstream.exchange.BodyFraming;
import java.nio.ByteBuffer;

/**
 * A request body in chunks.
 *
 * @param joined up to how many available bytes go into one chunk
 */
record ChunkedFraming(int joined) implements BodyFraming {
    @Override
    public int largest() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void before(ByteBuffer out, int size) {
        ChunkedEncoder.header(out, size);
    }

    @Override
    public void after(ByteBuffer out, int size, boolean last) {
        if (size > 0) {
            ChunkedEncoder.end(out);
        }
        if (last) {
            ChunkedEncoder.last(out);
        }
    }
}
