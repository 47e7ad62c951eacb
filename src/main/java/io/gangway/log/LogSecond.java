package io.gangway.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times for logs, once per second. Safe for any thread. */
final class LogSecond {
    private static final DateTimeFormatter ERROR_LOG = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);

    private static final DateTimeFormatter SYSLOG = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.US);

    private record Second(long number, byte[] text) {}

    private final DateTimeFormatter format;

    /** The last formatted second; replaced by any thread. */
    private volatile Second last = new Second(Long.MIN_VALUE, null);

    private LogSecond(DateTimeFormatter format) {
        this.format = format;
    }

    /** {@code 2026/11/21 08:55:15}. */
    static LogSecond ofErrorLog(ZoneId zone) {
        return new LogSecond(ERROR_LOG.withZone(zone));
    }

    /** {@code Nov 21 08:55:15}. */
    static LogSecond ofSyslog(ZoneId zone) {
        return new LogSecond(SYSLOG.withZone(zone));
    }

    /**
     * Returns the formatted time.
     *
     * @param millis since 1970
     */
    byte[] at(long millis) {
        long number = Math.floorDiv(millis, 1000L);
        Second second = last;
        if (second.number() != number) {
            String text = format.format(Instant.ofEpochSecond(number));
            second = new Second(number, text.getBytes(StandardCharsets.US_ASCII));
            last = second;
        }
        return second.text();
    }
}
