package io.gangway.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats times for the error log, {@code 2026/11/21 08:55:15}, once per second. Safe for any thread. */
final class ErrorTime {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);

    private record Second(long number, byte[] text) {}

    private final ZoneId zone;

    /** The last formatted second; replaced by any thread. */
    private volatile Second last = new Second(Long.MIN_VALUE, null);

    ErrorTime(ZoneId zone) {
        this.zone = zone;
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
            String text = FORMAT.format(Instant.ofEpochSecond(number).atZone(zone));
            second = new Second(number, text.getBytes(StandardCharsets.US_ASCII));
            last = second;
        }
        return second.text();
    }
}
