package io.gangway.addition;

import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PartedSink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Writes a response between those of two subrequests. Owned by its exchange; confined to its loop. */
final class AdditionSink extends PartedSink {
    /** URI of the pending subrequest before the body; empty for none. */
    private String before;

    /** URI of the pending subrequest after the body; empty for none. */
    private String after;

    /** Whether the response itself has been passed on completely. */
    private boolean ending;

    AdditionSink(Exchange exchange, Sink next, String before, String after) {
        super(exchange, next);
        this.before = before;
        this.after = after;
    }

    @Override
    protected void free() {
        before = "";
        after = "";
        ending = false;
        super.free();
    }

    @Override
    protected boolean isIdle() {
        return held.isEmpty() && !ending;
    }

    @Override
    protected Written step() {
        if (!before.isEmpty()) {
            String uri = before;
            before = "";
            return add(uri);
        }
        if (!held.isEmpty()) {
            ending = held.mark() == Mark.LAST && !after.isEmpty();
            return passed(held.writeAll(next, ending ? Mark.MORE : held.mark()));
        }
        if (!after.isEmpty()) {
            String uri = after;
            after = "";
            return add(uri);
        }
        ending = false;
        return passed(next.write(RetainableByteBuffer.EMPTY, Mark.LAST));
    }

    /** Starts a subrequest. As in nginx, the response is aborted if there are too many. */
    private Written add(String uri) {
        if (startPart(uri, null, partSink())) {
            return Written.PENDING;
        }
        fail(null);
        return Written.FAILED;
    }
}
