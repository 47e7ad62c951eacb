package io.gangway.ssi;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Formats a time like C's {@code strftime} in the C locale.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9699919799/functions/strftime.html">strftime</a>
 */
final class TimeText {
    private final ZonedDateTime time;
    private final StringBuilder out = new StringBuilder();

    private TimeText(ZonedDateTime time) {
        this.time = time;
    }

    static String of(String format, ZonedDateTime time) {
        TimeText text = new TimeText(time);
        text.write(format);
        return text.out.toString();
    }

    private void write(String format) {
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i == format.length() - 1) {
                out.append(c);
                continue;
            }
            c = format.charAt(++i);
            boolean alternative = (c == 'E' || c == 'O') && i < format.length() - 1;
            conversion(alternative ? format.charAt(++i) : c);
        }
    }

    private void conversion(char c) {
        switch (c) {
            case 'c' -> write("%a %b %e %H:%M:%S %Y");
            case 'D', 'x' -> write("%m/%d/%y");
            case 'F' -> write("%Y-%m-%d");
            case 'r' -> write("%I:%M:%S %p");
            case 'R' -> write("%H:%M");
            case 'T', 'X' -> write("%H:%M:%S");
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case '%' -> out.append('%');
            case 'C' -> pad(Math.floorDiv(time.getYear(), 100), 2, '0');
            case 'e' -> pad(time.getDayOfMonth(), 2, ' ');
            case 'k' -> pad(time.getHour(), 2, ' ');
            case 'l' -> pad(hour12(), 2, ' ');
            case 'p' -> out.append(time.getHour() < 12 ? "AM" : "PM");
            case 'P' -> out.append(time.getHour() < 12 ? "am" : "pm");
            case 's' -> out.append(time.toEpochSecond());
            case 'u' -> out.append(time.getDayOfWeek().getValue());
            case 'w' -> out.append(weekday());
            case 'U' -> pad((time.getDayOfYear() + 6 - weekday()) / 7, 2, '0');
            case 'W' -> pad((time.getDayOfYear() + 6 - (weekday() + 6) % 7) / 7, 2, '0');
            case 'z' -> pattern("xx");
            case 'Z' -> pattern("zzz");
            default -> calendar(c);
        }
    }

    private void calendar(char c) {
        String pattern = switch (c) {
            case 'a' -> "EEE";
            case 'A' -> "EEEE";
            case 'b', 'h' -> "MMM";
            case 'B' -> "MMMM";
            case 'd' -> "dd";
            case 'g' -> "YY";
            case 'G' -> "YYYY";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'j' -> "DDD";
            case 'm' -> "MM";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'V' -> "ww";
            case 'y' -> "yy";
            case 'Y' -> "yyyy";
            default -> null;
        };
        if (pattern == null) {
            out.append('%').append(c);
        } else {
            pattern(pattern);
        }
    }

    /**
     * The US locale has the names of the C locale (in the UK it is Sept), but only the UK locale has the weeks of ISO
     * 8601.
     */
    private void pattern(String pattern) {
        boolean week = pattern.startsWith("Y") || pattern.startsWith("w");
        out.append(DateTimeFormatter.ofPattern(pattern, week ? Locale.UK : Locale.US)
                .format(time));
    }

    private int hour12() {
        int hour = time.getHour() % 12;
        return hour == 0 ? 12 : hour;
    }

    /** Days since Sunday. */
    private int weekday() {
        return time.getDayOfWeek().getValue() % 7;
    }

    private void pad(int number, int width, char with) {
        String digits = Integer.toString(number);
        out.append(String.valueOf(with).repeat(Math.max(0, width - digits.length())))
                .append(digits);
    }
}
