package io.gangway.rewrite;

import io.gangway.exchange.PhaseResult;

/** One directive of a {@link RewriteProgram}. Immutable. */
@FunctionalInterface
interface Step {
    /** Does its part; null when the program goes on with {@link Run#next}. */
    PhaseResult run(Run run);
}
