package io.gangway.rewrite;

import io.gangway.exchange.PhaseResult;

/** One directive of a {@link RewriteProgram}. Immutable. */
@FunctionalInterface
interface Step {
    /**
     * Runs the step.
     *
     * @return null if the program continues with the next step
     */
    PhaseResult run(Run run);
}
