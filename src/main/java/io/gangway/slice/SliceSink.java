package io.gangway.slice;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PartedSink;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Passes on the first slice, then asks for the others. Owned by its exchange; confined to its loop. */
final class SliceSink extends PartedSink {
    private final Slices slices;
    /** Whether the first slice has been passed on, and the others not yet. */
    private boolean ending;

    private SlicePart part;

    SliceSink(Exchange exchange, Sink next, Slices slices) {
        super(exchange, next);
        this.slices = slices;
    }

    @Override
    public void head(Response response) {
        next.head(response);
        if (response.status() == 206) {
            slices.limit(response.contentOffset(), response.contentLength());
        }
    }

    @Override
    protected void free() {
        ending = false;
        super.free();
    }

    @Override
    protected boolean isIdle() {
        return held.isEmpty() && !ending;
    }

    @Override
    protected Written step() {
        if (!held.isEmpty()) {
            ending = held.mark() == Mark.LAST && slices.isIncomplete();
            return passed(held.writeAll(next, ending ? Mark.MORE : held.mark()));
        }
        if (!slices.isPresent()) {
            if (!part.isRefused()) {
                exchange.log(LogLevel.ERROR, "missing slice response");
            }
            return broken();
        }
        if (!slices.isIncomplete()) {
            ending = false;
            exchange.put(Slices.KEY, null);
            return passed(next.write(RetainableByteBuffer.EMPTY, Mark.LAST));
        }
        slices.next();
        part = new SlicePart(exchange, partSink(), slices);
        return startRepeat(Slices.KEY, slices, part) ? Written.PENDING : broken();
    }

    private Written broken() {
        fail(null);
        return Written.FAILED;
    }
}
