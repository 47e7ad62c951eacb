package io.gangway.admin;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object of JSON in the making: members in their order, times as RFC 3339, texts of bytes as UTF-8. */
public final class JsonText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Map<String, Object> members = new LinkedHashMap<>();

    /** Adds a number, a boolean, a map, a collection or null. */
    JsonText put(String name, Object value) {
        members.put(name, value);
        return this;
    }

    /** Adds a text of one char per byte, as the configuration and the wire have them; null stays null. */
    JsonText bytes(String name, String bytes) {
        return put(name, utf8(bytes));
    }

    /** Adds a time in milliseconds since 1970. */
    JsonText time(String name, long millis) {
        return put(name, time(millis));
    }

    Map<String, Object> map() {
        return members;
    }

    /** A time with milliseconds: {@code 2026-01-15T10:20:30.000Z}. */
    static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    /** The text of bytes; what is not UTF-8 becomes U+FFFD. */
    public static String utf8(String bytes) {
        if (bytes == null || bytes.chars().allMatch(c -> c < 0x80)) {
            return bytes;
        }
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return JsonResponse.text(members);
    }
}
