package io.gangway.config;

import io.gangway.conf.BuffersValue;
import java.time.Duration;

/** Formats a default value as in a file, for types with a single notation. */
final class DefaultText {
    private DefaultText() {}

    /** Returns an empty text for null, and for values that need an explicit default text. */
    static String of(Object value) {
        if (value instanceof Boolean on) {
            return on ? "on" : "off";
        }
        if (value instanceof Duration time) {
            return time(time.toMillis());
        }
        if (value instanceof Long bytes) {
            return size(bytes);
        }
        if (value instanceof BuffersValue buffers) {
            return buffers.count() + " " + size(buffers.size());
        }
        return value instanceof Integer || value instanceof String ? value.toString() : "";
    }

    private static String time(long millis) {
        if (millis % 3_600_000 == 0 && millis > 0) {
            return millis / 3_600_000 + "h";
        }
        if (millis % 60_000 == 0 && millis > 60_000) {
            return millis / 60_000 + "m";
        }
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        return millis == 0 ? "0" : millis / 1000 + "s";
    }

    private static String size(long bytes) {
        if (bytes == 0 || bytes % 1024 != 0) {
            return String.valueOf(bytes);
        }
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + "m" : (bytes >> 10) + "k";
    }
}
