package io.gangway.exchange;

import io.gangway.content.PartSink;
import io.gangway.content.Sink;

/**
 * A filter that puts the answers of other uris between the bytes of one: while such a part comes, what follows waits, and so does
 * who gives it. Owned by its exchange, confined to its loop.
 */
public abstract class PartedSink extends HoldingSink {
    /** The part that comes now; null for none. */
    private Subrequest part;

    /** The next sink has no room. */
    private boolean blocked;

    private boolean running;

    protected PartedSink(Exchange exchange, Sink next) {
        super(exchange, next);
    }

    /** Whether all that was given is passed on. */
    protected abstract boolean isIdle();

    /** Does the next thing that is to be done; PENDING ends the turn. Not called while idle, nor while a part comes. */
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

    /** For {@link #step}: what the next sink said of a write; the same again. */
    protected final Written passed(Written written) {
        blocked = written == Written.PENDING;
        if (written == Written.FAILED) {
            free();
        }
        return written;
    }

    /** Where the answer of a part goes that is to be seen here. */
    protected final Sink place() {
        return new PartSink(next, written -> blocked = written == Written.PENDING);
    }

    /** For {@link #step}: the answer of another uri comes now, which goes to {@code place}; false when there are too many already. */
    protected final boolean begin(String uri, String args, Sink place) {
        part = exchange.subrequest(uri, args, exchange.wholeBody(), place, ended -> ended());
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
