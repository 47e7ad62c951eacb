package io.gangway.limit;

import io.gangway.errorlog.LogLevel;

/**
 * The handling of a request that exceeds a limit.
 *
 * @param status of the response, 400 to 599
 * @param level of the log line
 * @param dryRun whether it is only logged, not refused
 */
record LimitResponse(int status, LogLevel level, boolean dryRun) {
    String suffix() {
        return dryRun ? "_DRY_RUN" : "";
    }

    /** The level for a request that is only delayed: one below {@link #level}. */
    LogLevel delayLevel() {
        return level == LogLevel.INFO ? level : LogLevel.values()[level.ordinal() + 1];
    }
}
