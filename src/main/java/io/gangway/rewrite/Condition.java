package io.gangway.rewrite;

import io.gangway.exchange.PhaseResult;

/** The condition of an {@code if}. Immutable. */
@FunctionalInterface
interface Condition {
    /** Called with the result, exactly once unless the exchange ends or fails first. */
    interface Decision {
        void accept(boolean value);
    }

    /**
     * Tests the condition.
     *
     * @return null if the decision was made; PENDING if it is made later, and the run resumed then
     */
    PhaseResult test(Run run, Decision decision);
}
