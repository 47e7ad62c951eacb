package io.gangway.limit;

import io.gangway.core.Level;

/**
 * What becomes of a request that is too much.
 *
 * @param status of the answer, 400 to 599
 * @param level of the line in the error log
 * @param dryRun whether it is only told, not refused
 */
record Refusal(int status, Level level, boolean dryRun) {
    String suffix() {
        return dryRun ? "_DRY_RUN" : "";
    }

    /** The level of a request that only waits. */
    Level delayLevel() {
        return level == Level.INFO ? level : Level.values()[level.ordinal() + 1];
    }
}
