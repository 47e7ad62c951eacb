package io.gangway.slice;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PartedSink;
import java.io.IOException;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Passes on the first slice, then asks for the others. Owned by its exchange; confined to its loop. */
final class SliceSink extends PartedSink {
    /** The default of nginx's {@code postpone_output}, in bytes. */
    private static final int POSTPONED = 1460;

    private final Slices slices;
    /** The position after the first slice. */
    private final long firstEnd;
    /** Whether the client needs nothing of the first slice. */
    private boolean skipsFirst;
    /** Whether the first slice has been passed on, and the others not yet. */
    private boolean ending;
    /** Whether bytes have been passed on. */
    private boolean begun;
    /** The first slice, if it is sent with the second; null otherwise. */
    private RetainableByteBuffer early;

    /** Null before the second slice. */
    private SlicePart part;

    SliceSink(Exchange exchange, Sink next, Slices slices) {
        super(exchange, next);
        this.slices = slices;
        firstEnd = slices.start();
    }

    @Override
    public void head(Response response) {
        next.head(response);
        if (response.status() == 206) {
            long start = slices.limit(SliceFilter.contentRange(response));
            skipsFirst = start > firstEnd;
            if (skipsFirst) {
                response.contentOffset(start);
            }
        }
    }

    @Override
    protected void free() {
        ending = false;
        if (early != null) {
            early.release();
            early = null;
        }
        if (part != null) {
            part.free();
        }
        super.free();
    }

    @Override
    protected boolean isIdle() {
        return held.isEmpty() && !ending;
    }

    @Override
    protected Written step() {
        if (!held.isEmpty()) {
            return first();
        }
        if (!slices.isPresent()) {
            if (part == null || !part.isRefused()) {
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
        part = new SlicePart(exchange, partSink(), slices, early);
        early = null;
        return startRepeat(Slices.KEY, slices, part) ? Written.PENDING : broken();
    }

    private Written first() {
        ending = held.mark() == Mark.LAST && slices.isIncomplete();
        if (skipsFirst) {
            held.free();
            return Written.DONE;
        }
        if (ending && !begun && held.length() < POSTPONED) {
            return postpone();
        }
        begun = true;
        return passed(held.writeAll(next, ending ? Mark.MORE : held.mark()));
    }

    /** As in nginx, a few bytes are not sent before it is certain that the second slice belongs to the same response. */
    private Written postpone() {
        try {
            early = held.take(exchange.loop().buffers(), POSTPONED);
            return Written.DONE;
        } catch (IOException e) {
            exchange.unexpected(e);
            return broken();
        }
    }

    private Written broken() {
        fail(null);
        return Written.FAILED;
    }
}
