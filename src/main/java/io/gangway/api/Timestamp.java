package io.gangway.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Formats times by ISO 8601 with milliseconds, in UTC: {@code 2022-06-28T11:15:44.467Z}. */
final class Timestamp {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamp() {}

    static String of(Instant time) {
        return FORMAT.format(time);
    }

    /** @param millis since 1970 */
    static String of(long millis) {
        return of(Instant.ofEpochMilli(millis));
    }
}
