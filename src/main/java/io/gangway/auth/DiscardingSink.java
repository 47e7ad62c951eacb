package io.gangway.auth;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Of an answer only the head matters. A short body is let come, so that its connection can be used again. Confined to its loop. */
final class DiscardingSink implements Sink {
    private static final int SHORT = 16_384;

    private long bytes;

    @Override
    public void head(Response response) {
        // The exchange that it answers keeps it.
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
        return mark == Mark.LAST || bytes <= SHORT ? Written.DONE : Written.FAILED;
    }

    @Override
    public void fail(Throwable cause) {
        // Nor does it matter whether the body is whole.
    }
}
