package io.gangway.rewrite;

import io.gangway.exchange.PhaseResult;

/** What stands between the parentheses of an {@code if}. Immutable. */
@FunctionalInterface
interface Condition {
    /** Takes the result, exactly once. */
    interface Decision {
        void is(boolean value);
    }

    /** Tests; PENDING when the decision comes later and goes on with the run by itself, null when it was taken. */
    PhaseResult test(Run run, Decision decision);
}
