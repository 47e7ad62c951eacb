package io.gangway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts the health checks of one peer of an upstream. Thread-safe. */
public final class CheckCounts {
    private final LongAdder checks = new LongAdder();
    private final LongAdder fails = new LongAdder();
    private final LongAdder unhealthy = new LongAdder();
    /** Null before the first check. */
    private volatile Boolean lastPassed;

    /** A check has ended. */
    public void checked(boolean passed) {
        checks.increment();
        if (!passed) {
            fails.increment();
        }
        lastPassed = passed;
    }

    /** The peer became unhealthy. */
    public void becameUnhealthy() {
        unhealthy.increment();
    }

    /** Checks so far. */
    public long checks() {
        return checks.sum();
    }

    /** Checks that failed. */
    public long fails() {
        return fails.sum();
    }

    /** How often the peer became unhealthy. */
    public long unhealthy() {
        return unhealthy.sum();
    }

    /** Whether the last check passed; null before the first one. */
    public Boolean lastPassed() {
        return lastPassed;
    }

    /** Sets all counts to 0. */
    void reset() {
        checks.reset();
        fails.reset();
        unhealthy.reset();
    }
}
