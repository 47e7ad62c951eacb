package io.gangway.rewrite;

import io.gangway.core.Outcome;

/** One directive of a {@link Program}. Immutable. */
@FunctionalInterface
interface Step {
    /** Does its part; null when the program goes on with {@link Run#next}. */
    Outcome run(Run run);
}
