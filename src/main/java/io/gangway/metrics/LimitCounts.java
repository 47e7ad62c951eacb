package io.gangway.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts the decisions of a zone of {@code limit_req} or {@code limit_conn}. Thread-safe. */
public final class LimitCounts {
    /** What happened to a request. */
    public enum Decision {
        PASSED,
        DELAYED,
        REJECTED,
        /** Would have been delayed, but for the dry run. */
        DELAYED_DRY_RUN,
        /** Would have been rejected, but for the dry run. */
        REJECTED_DRY_RUN
    }

    private final LongAdder[] decisions = new LongAdder[Decision.values().length];

    public LimitCounts() {
        for (int i = 0; i < decisions.length; i++) {
            decisions[i] = new LongAdder();
        }
    }

    public void count(Decision decision) {
        decisions[decision.ordinal()].increment();
    }

    public long of(Decision decision) {
        return decisions[decision.ordinal()].sum();
    }

    /** Sets all counts to 0. */
    public void reset() {
        for (LongAdder decision : decisions) {
            decision.reset();
        }
    }
}
