package io.gangway.log;

import java.util.List;

/**
 * What a message for syslog begins with (RFC 3164, section 4.1).
 *
 * @param facility from 0, {@code kern}, to 23, {@code local7}
 * @param severity from 0, {@code emerg}, to 7, {@code debug}; for the access log
 * @param tag the name of the program
 * @param hostname null to leave it out
 */
record Syslog(int facility, int severity, String tag, String hostname) {
    static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "intern",
            "lpr",
            "news",
            "uucp",
            "clock",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "cron",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    static final List<String> SEVERITIES =
            List.of("emerg", "alert", "crit", "error", "warn", "notice", "info", "debug");

    private static final int SEVERITIES_PER_FACILITY = 8;

    /** A message with a severity of its own, from a line that ends with a line feed. */
    Line message(int ofSeverity, byte[] time, Line line) {
        Line message = new Line()
                .add('<')
                .add(Integer.toString(facility * SEVERITIES_PER_FACILITY + ofSeverity))
                .add('>')
                .add(time)
                .add(' ');
        if (hostname != null) {
            message.add(hostname).add(' ');
        }
        return message.add(tag).add(": ").add(line.array(), line.length() - 1);
    }
}
