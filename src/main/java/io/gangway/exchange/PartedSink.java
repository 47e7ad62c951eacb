package io.gangway.exchange;

import io.gangway.content.PartSink;
import io.gangway.content.Sink;

/**
 * A filter that inserts the responses of subrequests ("parts") into a response. While a part is sent, the bytes after
 * it and their producer wait. Owned by its exchange, confined to its loop.
 */
public abstract class PartedSink extends HoldingSink {
    /** The part that is being sent, or null. */
    private Subrequest part;

    /** Whether the next sink has no room. */
    private boolean blocked;

    private boolean running;

    protected PartedSink(Exchange exchange, Sink next) {
        super(exchange, next);
    }

    /** Whether all bytes have been passed on. */
    protected abstract boolean isIdle();

    /** Performs the next step; PENDING pauses. Not called while idle, nor while a part is sent. */
    protected abstract Written step();

    @Override
    protected Written run() {
        running = true;
        Written written = part != null || blocked ? Written.PENDING : Written.DONE;
        while (written == Written.DONE && !isIdle()) {
            written = step();
        }
        running = false;
        return written;
    }

    @Override
    protected Written more() {
        boolean partWaits = blocked && part != null;
        blocked = false;
        if (partWaits) {
            running = true;
            part.writable();
        }
        return run();
    }

    /** For {@link #step}: records the result of a write to the next sink, and returns it. */
    protected final Written passed(Written written) {
        blocked = written == Written.PENDING;
        if (written == Written.FAILED) {
            free();
        }
        return written;
    }

    /** The sink for the response of a part that is inserted here. */
    protected final Sink partSink() {
        return new PartSink(next, written -> blocked = written == Written.PENDING);
    }

    /**
     * For {@link #step}: starts a part whose response goes to {@code target}; false when there are too many
     * subrequests.
     */
    protected final boolean startPart(String uri, String args, Sink target) {
        part = exchange.subrequest(uri, args, exchange.wholeBody(), target, ended -> ended());
        return part != null;
    }

    /** The same with a part that repeats the request of this exchange, see {@link Exchange#repeat}. */
    protected final <T> boolean startRepeat(AttachmentKey<T> key, T value, Sink target) {
        part = exchange.repeat(key, value, target, ended -> ended());
        return part != null;
    }

    private void ended() {
        if (part == null) {
            return;
        }
        part = null;
        if (!running && !blocked) {
            exchange.writable();
        }
    }

    @Override
    protected void free() {
        super.free();
        Subrequest unwanted = part;
        part = null;
        if (unwanted != null) {
            unwanted.cancel();
        }
    }
}
