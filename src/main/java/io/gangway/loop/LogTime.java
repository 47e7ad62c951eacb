package io.gangway.loop;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The wall clock as text for logs, formatted at most once a second for each loop. Confined to its loop. */
public final class LogTime {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH);
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx", Locale.ENGLISH);

    private final EventLoop loop;
    private long second = Long.MIN_VALUE;
    private String local;
    private String iso8601;

    private LogTime(EventLoop loop) {
        this.loop = loop;
    }

    /** The instance of a loop. */
    public static LogTime of(EventLoop loop) {
        return loop.local(LogTime.class, () -> new LogTime(loop));
    }

    /** {@code $time_local}: {@code 28/Sep/1970:12:00:00 +0600}. */
    public String local() {
        update();
        return local;
    }

    /** {@code $time_iso8601}: {@code 1970-09-28T12:00:00+06:00}. */
    public String iso8601() {
        update();
        return iso8601;
    }

    private void update() {
        long now = loop.currentTimeMillis() / 1000;
        if (now != second) {
            ZonedDateTime time = Instant.ofEpochSecond(now).atZone(ZoneId.systemDefault());
            local = LOCAL.format(time);
            iso8601 = ISO.format(time);
            second = now;
        }
    }
}
