package io.gangway.upstream.cache;

import io.gangway.http.Fields;
import io.gangway.http.HttpDate;
import java.util.Set;

/**
 * Whether a response may be stored and for how long, by its header fields. The rules are those of nginx, in the order of
 * the fields: {@code X-Accel-Expires} before {@code Cache-Control} before {@code Expires}. All times are in seconds, points
 * in time since 1970. Belongs to one response.
 */
public final class Freshness {
    /** Longest {@code Vary} of a response that is stored, in bytes. */
    public static final int MAX_VARY = 128;

    private static final long CUTOFF = Long.MAX_VALUE / 10;
    private static final long INVALID = -1;

    private final Set<String> ignored;
    private final long now;

    private boolean cacheable = true;
    private boolean uncached;
    private boolean expired;
    private boolean accelExpires;
    private boolean expires;
    private long validUntil;
    private long updatingSeconds;
    private long errorSeconds;
    private String vary = "";

    private Freshness(Set<String> ignored, long now, long validUntil) {
        this.ignored = ignored;
        this.now = now;
        this.validUntil = validUntil;
    }

    /**
     * Reads the fields of a response.
     *
     * @param ignored names of fields without effect, as written in nginx's documentation ({@code proxy_ignore_headers})
     * @param now the current time
     * @param validUntil what is known already; 0 for nothing
     */
    public static Freshness of(Fields fields, Set<String> ignored, long now, long validUntil) {
        Freshness freshness = new Freshness(ignored, now, validUntil);
        for (int i = 0; i < fields.size(); i++) {
            freshness.field(fields, i);
        }
        return freshness;
    }

    private void field(Fields fields, int index) {
        String name = fields.name(index);
        switch (name.length()) {
            case 4 -> {
                if (applies(name, "Vary")) {
                    vary(fields.value(index));
                }
            }
            case 7 -> {
                if (name.equalsIgnoreCase("Expires") && !expires) {
                    expires = true;
                    if (applies(name, "Expires")) {
                        expires(fields.value(index));
                    }
                }
            }
            case 10 -> {
                if (applies(name, "Set-Cookie")) {
                    cacheable = false;
                }
            }
            case 13 -> {
                if (applies(name, "Cache-Control")) {
                    cacheControl(fields.value(index));
                }
            }
            case 15 -> {
                if (name.equalsIgnoreCase("X-Accel-Expires") && !accelExpires) {
                    accelExpires = true;
                    if (applies(name, "X-Accel-Expires")) {
                        accelExpires(fields.value(index));
                    }
                }
            }
            default -> {}
        }
    }

    private boolean applies(String name, String known) {
        return name.equalsIgnoreCase(known) && !ignored.contains(known);
    }

    private void accelExpires(String value) {
        boolean point = value.startsWith("@");
        long seconds = number(point ? value.substring(1) : value);
        if (seconds == INVALID) {
            return;
        }
        if (seconds == 0 && !point) {
            cacheable = false;
            return;
        }
        validUntil = point ? seconds : sum(now, seconds);
        uncached = false;
        expired = false;
    }

    private void expires(String value) {
        if (validUntil != 0) {
            return;
        }
        long time = HttpDate.parse(value);
        if (time < 0 || time < now) {
            expired = true;
        } else {
            validUntil = time;
        }
    }

    private void cacheControl(String value) {
        if (validUntil == 0 || !accelExpires) {
            if (find(value, "no-cache") >= 0 || find(value, "no-store") >= 0 || find(value, "private") >= 0) {
                uncached = true;
                return;
            }
            long age = delta(value, "s-maxage=");
            if (age == ABSENT) {
                age = delta(value, "max-age=");
            }
            if (age == INVALID) {
                cacheable = false;
                return;
            }
            if (age == 0) {
                uncached = true;
                return;
            }
            if (age != ABSENT) {
                validUntil = sum(now, age);
                expired = false;
            }
        }
        long updating = delta(value, "stale-while-revalidate=");
        if (updating == INVALID) {
            cacheable = false;
            return;
        }
        if (updating != ABSENT) {
            updatingSeconds = updating;
            errorSeconds = updating;
        }
        long error = delta(value, "stale-if-error=");
        if (error == INVALID) {
            cacheable = false;
        } else if (error != ABSENT) {
            errorSeconds = error;
        }
    }

    private void vary(String value) {
        if (!cacheable) {
            return;
        }
        if (value.equals("*")) {
            cacheable = false;
            return;
        }
        vary = vary.isEmpty() ? value : vary + ", " + value;
        if (vary.length() > MAX_VARY) {
            cacheable = false;
        }
    }

    // ---- parsing as nginx does

    private static final long ABSENT = -2;

    private static int find(String value, String word) {
        for (int i = 0; i <= value.length() - word.length(); i++) {
            if (value.regionMatches(true, i, word, 0, word.length())) {
                return i;
            }
        }
        return -1;
    }

    /** The number after a word, wherever that is in the value; {@link #ABSENT} or {@link #INVALID} without one. */
    private static long delta(String value, String word) {
        int at = find(value, word);
        if (at < 0) {
            return ABSENT;
        }
        long n = 0;
        for (int i = at + word.length(); i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ',' || c == ';' || c == ' ') {
                break;
            }
            if (c < '0' || c > '9') {
                return INVALID;
            }
            if (n >= CUTOFF && (n > CUTOFF || c - '0' > Long.MAX_VALUE % 10)) {
                return Long.MAX_VALUE;
            }
            n = n * 10 + (c - '0');
        }
        return n;
    }

    /** A whole number; {@link #INVALID} for anything else. */
    private static long number(String text) {
        if (text.isEmpty()) {
            return INVALID;
        }
        long n = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9' || n >= CUTOFF && (n > CUTOFF || c - '0' > Long.MAX_VALUE % 10)) {
                return INVALID;
            }
            n = n * 10 + (c - '0');
        }
        return n;
    }

    private static long sum(long a, long b) {
        return b > Long.MAX_VALUE - a ? Long.MAX_VALUE : a + b;
    }

    // ---- the result

    /** Whether the fields allow the response to be stored, if its lifetime is not 0. */
    public boolean cacheable() {
        return cacheable && !uncached && !expired;
    }

    /** Until when the response is fresh; 0 if the fields do not say it. */
    public long validUntil() {
        return validUntil;
    }

    /** How long a stale response may be sent while it is updated ({@code stale-while-revalidate}). */
    public long updatingSeconds() {
        return updatingSeconds;
    }

    /** How long a stale response may be sent after an error ({@code stale-if-error}). */
    public long errorSeconds() {
        return errorSeconds;
    }

    /** The {@code Vary} fields, joined; empty without any that count. */
    public String vary() {
        return vary;
    }
}
