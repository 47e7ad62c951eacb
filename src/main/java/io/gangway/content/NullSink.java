package io.gangway.content;

import org.eclipse.jetty.io.RetainableByteBuffer;

/** Discards a response, at once. */
public class NullSink implements Sink {
    @Override
    public void head(Response response) {
        // It is not needed.
    }

    @Override
    public final Written write(RetainableByteBuffer buffer, Mark mark) {
        buffer.release();
        return Written.DONE;
    }

    @Override
    public final Written write(FileRegion region, Mark mark) {
        region.close();
        return Written.DONE;
    }

    @Override
    public final void fail(Throwable cause) {
        // Nobody waits for it.
    }
}
