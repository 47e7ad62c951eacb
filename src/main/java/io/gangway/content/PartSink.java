package io.gangway.content;

import java.util.function.Consumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Where the answer of a subrequest goes that becomes a part of another answer: on to a sink of that, without its head, and its
 * end is not the end. A part that breaks off leaves the rest as it is, as in nginx.
 */
public final class PartSink implements Sink {
    private final Sink next;
    private final Consumer<Written> written;

    /**
     * For one part.
     *
     * @param written is told what became of each write
     */
    public PartSink(Sink next, Consumer<Written> written) {
        this.next = next;
        this.written = written;
    }

    @Override
    public void head(Response response) {
        // Only the whole has a head.
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        if (!buffer.hasRemaining() && mark != Mark.FLUSH) {
            buffer.release();
            return Written.DONE;
        }
        return told(next.write(buffer, notLast(mark)));
    }

    @Override
    public Written write(FileRegion region, Mark mark) {
        return told(next.write(region, notLast(mark)));
    }

    private static Mark notLast(Mark mark) {
        return mark == Mark.LAST ? Mark.MORE : mark;
    }

    private Written told(Written result) {
        written.accept(result);
        return result;
    }

    @Override
    public void fail(Throwable cause) {
        // The whole goes on.
    }
}
