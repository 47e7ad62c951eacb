package io.gangway.mirror;

import io.gangway.content.FileRegion;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Discards the response to a copy. As in nginx, its body is not even read. */
final class MirrorSink implements Sink {
    @Override
    public void head(Response response) {
        response.headerOnly(true);
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        buffer.release();
        return Written.DONE;
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        region.close();
        return Written.DONE;
    }

    @Override
    public void fail(Throwable cause) {
        // Nobody waits for it.
    }
}
