package io.gangway.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Formats and reads the dates of header fields (RFC 9110, 5.6.7). An instance caches its last text: one for each thread
 * or loop.
 */
public final class HttpDate {
    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

    /** Owned by the thread of the instance, as is {@link #text}. */
    private long second = Long.MIN_VALUE;

    private String text;

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT} for a time in seconds since 1970; cached for the same second. */
    public String format(long epochSecond) {
        if (epochSecond != second) {
            text = of(epochSecond);
            second = epochSecond;
        }
        return text;
    }

    /** The same without a cache, for any thread. */
    public static String of(long epochSecond) {
        var time = Instant.ofEpochSecond(epochSecond).atOffset(ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(29);
        int day = 3 * (time.getDayOfWeek().getValue() - 1);
        int month = 3 * (time.getMonthValue() - 1);
        out.append(DAYS, day, day + 3).append(", ");
        two(out, time.getDayOfMonth()).append(' ');
        out.append(MONTHS, month, month + 3).append(' ');
        two(two(out, time.getYear() / 100), time.getYear() % 100).append(' ');
        two(out, time.getHour()).append(':');
        two(out, time.getMinute()).append(':');
        return two(out, time.getSecond()).append(" GMT").toString();
    }

    private static StringBuilder two(StringBuilder out, int number) {
        return out.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /**
     * Reads RFC 1123, RFC 850 and asctime dates, as leniently as nginx: names of days and time zones are not checked.
     *
     * @return seconds since 1970, or -1 when it is not a date
     */
    public static long parse(String value) {
        return new DateReader(value).read();
    }

    static long seconds(int year, int month, int day, int hour, int minute, int second) {
        return LocalDate.of(year, month, day).toEpochDay() * 86400 + hour * 3600 + minute * 60 + second;
    }
}
