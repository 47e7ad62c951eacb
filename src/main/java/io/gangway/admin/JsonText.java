package io.gangway.admin;

import io.gangway.conf.ByteText;
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
        return put(name, ByteText.utf8(bytes));
    }

    /** Adds a time in milliseconds since 1970. */
    JsonText time(String name, long millis) {
        return put(name, time(millis));
    }

    Map<String, Object> map() {
        return members;
    }

    /** A time with milliseconds: {@code 2026-01-15T10:20:30.000Z}. */
    public static String time(long millis) {
        return TIME.format(Instant.ofEpochMilli(millis));
    }

    @Override
    public String toString() {
        return JsonResponse.text(members);
    }
}
