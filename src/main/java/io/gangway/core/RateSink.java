package io.gangway.core;

import io.gangway.content.Sink;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.HoldingSink;
import io.gangway.loop.Timer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** Limits the rate of a response as nginx does: each started second allows another portion. Owned by its exchange. */
final class RateSink extends HoldingSink {
    private static final long MILLIS = 1000;

    private final long rate;
    private final long after;
    private final Timer timer;
    private long sent;

    /** Whether the timer is armed. */
    private boolean waiting;
    /** Whether the next sink has no room. */
    private boolean blocked;

    /**
     * Creates the limit of one response.
     *
     * @param rate bytes per second, more than 0
     * @param after number of bytes that are not limited
     */
    RateSink(Exchange exchange, Sink next, long rate, long after) {
        super(exchange, next);
        this.rate = rate;
        this.after = after;
        timer = exchange.loop().timer(this::expired);
        exchange.onEnd(this::free);
    }

    @Override
    public Written write(RetainableByteBuffer buffer, Mark mark) {
        return buffer.hasRemaining() ? super.write(buffer, mark) : next.write(buffer, mark);
    }

    @Override
    protected Written more() {
        blocked = false;
        return run();
    }

    private void expired() {
        waiting = false;
        if (!blocked) {
            exchange.writable();
        }
    }

    @Override
    protected Written run() {
        if (waiting) {
            return Written.PENDING;
        }
        if (held.isEmpty()) {
            return Written.DONE;
        }
        long seconds = seconds(exchange.loop().nanoTime()) - seconds(exchange.startedNanos()) + 1;
        long room = rate * seconds - (sent - after);
        if (room <= 0) {
            return later(-room * MILLIS / rate + 1);
        }
        long size = Math.min(room, held.length());
        sent += size;
        Written written = held.write(next, size);
        blocked = written == Written.PENDING;
        if (written == Written.FAILED) {
            free();
        }
        return written == Written.DONE && !held.isEmpty() ? later(Math.max(1, size * MILLIS / rate)) : written;
    }

    private long seconds(long nanos) {
        return exchange.loop().monotonicMillis(nanos) / MILLIS;
    }

    private Written later(long millis) {
        waiting = true;
        timer.arm(millis);
        return Written.PENDING;
    }

    @Override
    protected void free() {
        timer.cancel();
        waiting = false;
        super.free();
    }
}
