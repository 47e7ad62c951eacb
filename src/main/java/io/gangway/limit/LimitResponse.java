package io.gangway.limit;

import io.gangway.errorlog.LogLevel;

/**
 * What becomes of a request that is too much.
 *
 * @param status of the answer, 400 to 599
 * @param level of the line in the error log
 * @param dryRun whether it is only told, not refused
 */
record LimitResponse(int status, LogLevel level, boolean dryRun) {
    String suffix() {
        return dryRun ? "_DRY_RUN" : "";
    }

    /** The level of a request that only waits. */
    LogLevel delayLevel() {
        return level == LogLevel.INFO ? level : LogLevel.values()[level.ordinal() + 1];
    }
}
