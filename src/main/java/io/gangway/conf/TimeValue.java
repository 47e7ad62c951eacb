package io.gangway.conf;

import java.time.Duration;
import java.util.Optional;

/**
 * Reads times such as {@code 1h 30m}: units from large to small, each once, separated by spaces; without a unit,
 * seconds. A month has 30 days and a year 365. The units depend on nginx's resolution: {@code ms} to {@code w} for
 * times in milliseconds, {@code s} to {@code y} for times in seconds.
 */
public final class TimeValue {
    /** The units from large to small; LAST is a number without a unit. */
    private enum Unit {
        YEAR(365L * 24 * 60 * 60),
        MONTH(30L * 24 * 60 * 60),
        WEEK(7L * 24 * 60 * 60),
        DAY(24L * 60 * 60),
        HOUR(60L * 60),
        MINUTE(60),
        SECOND(1),
        MILLISECOND(0),
        LAST(1);

        private final long seconds;

        Unit(long seconds) {
            this.seconds = seconds;
        }
    }

    private final String text;
    private final boolean millis;
    private int pos;

    private TimeValue(String text, boolean millis) {
        this.text = text;
        this.millis = millis;
    }

    /** A time that nginx keeps in milliseconds; empty when nginx would refuse the text. */
    public static Optional<Duration> millis(String text) {
        long value = new TimeValue(text, true).parse();
        return value < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(value));
    }

    /** A time that nginx keeps in seconds; empty when nginx would refuse the text. */
    public static Optional<Duration> seconds(String text) {
        long value = new TimeValue(text, false).parse();
        return value < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(value));
    }

    /** Reads the only argument of a directive as a time in milliseconds. */
    public static Duration readMillis(Node node) {
        return millis(node.args().get(0).text()).orElseThrow(() -> ConfErrors.invalidValue(node));
    }

    /** Reads the only argument of a directive as a time in seconds. */
    public static Duration readSeconds(Node node) {
        return seconds(node.args().get(0).text()).orElseThrow(() -> ConfErrors.invalidValue(node));
    }

    /** The sum in milliseconds or seconds; -1 when the text is not a time. */
    private long parse() {
        Unit before = null;
        boolean digits = false;
        long total = 0;
        while (pos < text.length()) {
            int begin = pos;
            while (pos < text.length() && isDigit(text.charAt(pos))) {
                pos++;
            }
            digits |= pos > begin;
            long value = begin == pos
                    ? 0
                    : NumberValue.parse(text.substring(begin, pos)).orElse(-1);
            boolean end = pos == text.length();
            Unit unit = end ? Unit.LAST : unit();
            if (value < 0 || unit == null || (!end && !mayFollow(unit, before))) {
                return -1;
            }
            long scale = unit == Unit.MILLISECOND ? 1 : millis ? unit.seconds * 1000 : unit.seconds;
            if (value > Long.MAX_VALUE / scale || total > Long.MAX_VALUE - value * scale) {
                return -1;
            }
            total += value * scale;
            before = unit;
            while (pos < text.length() && text.charAt(pos) == ' ') {
                pos++;
            }
        }
        return digits ? total : -1;
    }

    private Unit unit() {
        return switch (text.charAt(pos++)) {
            case 'y' -> Unit.YEAR;
            case 'M' -> Unit.MONTH;
            case 'w' -> Unit.WEEK;
            case 'd' -> Unit.DAY;
            case 'h' -> Unit.HOUR;
            case 'm' -> {
                if (pos < text.length() && text.charAt(pos) == 's') {
                    pos++;
                    yield Unit.MILLISECOND;
                }
                yield Unit.MINUTE;
            }
            case 's' -> Unit.SECOND;
            case ' ' -> Unit.LAST;
            default -> null;
        };
    }

    private boolean mayFollow(Unit unit, Unit before) {
        if (millis ? unit.compareTo(Unit.WEEK) < 0 : unit == Unit.MILLISECOND) {
            return false;
        }
        Unit mustBeLarger = unit == Unit.LAST ? Unit.SECOND : unit;
        return before == null || before.compareTo(mustBeLarger) < 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
