package io.gangway.errorlog;

import java.util.Locale;

/** How much a line of the error log matters, most first, as in nginx. */
public enum LogLevel {
    EMERG,
    ALERT,
    CRIT,
    ERROR,
    WARN,
    NOTICE,
    INFO,
    DEBUG;

    /** As it stands in a log and in the configuration. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
