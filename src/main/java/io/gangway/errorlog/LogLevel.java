package io.gangway.errorlog;

import java.util.Locale;

/** Severity of a line of the error log, most severe first, as in nginx. */
public enum LogLevel {
    EMERG,
    ALERT,
    CRIT,
    ERROR,
    WARN,
    NOTICE,
    INFO,
    DEBUG;

    /** The name in logs and in the configuration. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
