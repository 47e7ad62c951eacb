package io.gangway.auth;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Discards the body of a response of which only the head is needed. A short body is read to its end, so that the
 * upstream connection can be reused; a longer one is cut off. Confined to its loop.
 */
final class DiscardingSink implements Sink {
    private static final int MAX_BODY = 16_384;

    private long bytes;

    @Override
    public void head(Response response) {
        // The exchange keeps the response.
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        bytes += buffer.remaining();
        buffer.release();
        return written(mark);
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        region.close();
        return written(mark);
    }

    private Written written(Mark mark) {
        return mark == Mark.LAST || bytes <= MAX_BODY ? Written.DONE : Written.FAILED;
    }

    @Override
    public void fail(Throwable cause) {
        // An incomplete body does not matter.
    }
}
