package io.gangway.content;

import java.util.function.Consumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Takes the response of a subrequest that becomes a part of another response. The bytes go to the next sink, without
 * the head and without the end. As in nginx, a part that fails does not fail the whole.
 */
public final class PartSink implements Sink {
    private final Sink next;
    private final Consumer<Written> written;

    /**
     * Creates the sink of one part.
     *
     * @param written receives the result of each write
     */
    public PartSink(Sink next, Consumer<Written> written) {
        this.next = next;
        this.written = written;
    }

    @Override
    public void head(Response response) {
        // Only the whole response has a head.
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        if (!buffer.hasRemaining() && mark != Mark.FLUSH) {
            buffer.release();
            return Written.DONE;
        }
        return reported(next.write(buffer, notLast(mark)));
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        return reported(next.write(region, notLast(mark)));
    }

    private static Mark notLast(Mark mark) {
        return mark == Mark.LAST ? Mark.MORE : mark;
    }

    private Written reported(Written result) {
        written.accept(result);
        return result;
    }

    @Override
    public void fail(Throwable cause) {
        // The whole response continues.
    }
}
