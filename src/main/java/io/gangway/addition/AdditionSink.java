package io.gangway.addition;

import io.gangway.core.Exchange;
import io.gangway.core.FileRegion;
import io.gangway.core.FilterSink;
import io.gangway.core.PartSink;
import io.gangway.core.Sink;
import io.gangway.core.Subrequest;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Passes an answer on between those of two subrequests. What is given while one runs waits, and so does who gives it. Owned by
 * its exchange, confined to its loop.
 */
final class AdditionSink extends FilterSink {
    private final Exchange exchange;

    /** What is still to be asked for; empty for nothing. */
    private String before;

    private String after;

    /** What waits, one of the two; null for nothing. */
    private RetainableByteBuffer buffer;

    private FileRegion file;
    private Mark mark = Mark.MORE;

    /** All of the answer itself was passed on. */
    private boolean ending;

    /** What is being added; null for nothing. */
    private Subrequest child;

    /** The next sink has no room. */
    private boolean blocked;

    private boolean running;

    AdditionSink(Exchange exchange, Sink next, String before, String after) {
        super(next);
        this.exchange = exchange;
        this.before = before;
        this.after = after;
    }

    @Override
    public Written write(RetainableByteBuffer given, Mark newMark) {
        buffer = given;
        mark = newMark;
        return run();
    }

    @Override
    public Written write(FileRegion region, Mark newMark) {
        file = region;
        mark = newMark;
        return run();
    }

    @Override
    protected Written more() {
        boolean childWaits = blocked && child != null;
        blocked = false;
        if (childWaits) {
            running = true;
            child.writable();
        }
        return run();
    }

    @Override
    protected void free() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
        if (file != null) {
            file.close();
            file = null;
        }
        before = "";
        after = "";
        ending = false;
        Subrequest unwanted = child;
        child = null;
        if (unwanted != null) {
            unwanted.cancel();
        }
    }

    /** Goes on as far as it can. */
    private Written run() {
        running = true;
        Written written = child != null || blocked ? Written.PENDING : Written.DONE;
        while (written == Written.DONE && !isIdle()) {
            if (!before.isEmpty()) {
                String uri = before;
                before = "";
                written = begin(uri);
            } else if (buffer != null || file != null) {
                written = pass();
            } else if (!after.isEmpty()) {
                String uri = after;
                after = "";
                written = begin(uri);
            } else {
                ending = false;
                written = written(next.write(RetainableByteBuffer.EMPTY, Mark.LAST));
            }
        }
        running = false;
        return written;
    }

    private boolean isIdle() {
        return buffer == null && file == null && !ending;
    }

    private Written pass() {
        ending = mark == Mark.LAST && !after.isEmpty();
        Mark asked = ending ? Mark.MORE : mark;
        if (buffer != null) {
            RetainableByteBuffer given = buffer;
            buffer = null;
            return written(next.write(given, asked));
        }
        FileRegion given = file;
        file = null;
        return written(next.write(given, asked));
    }

    private Written written(Written written) {
        blocked = written == Written.PENDING;
        if (written == Written.FAILED) {
            free();
        }
        return written;
    }

    /** When there are too many subrequests the answer breaks off, as in nginx. */
    private Written begin(String uri) {
        child = exchange.subrequest(
                uri, null, exchange.wholeBody(), new PartSink(next, this::passed), ended -> added());
        if (child == null) {
            fail(null);
            return Written.FAILED;
        }
        return Written.PENDING;
    }

    private void added() {
        if (child == null) {
            return;
        }
        child = null;
        if (!running && !blocked) {
            exchange.writable();
        }
    }

    private void passed(Written written) {
        blocked = written == Written.PENDING;
    }
}
