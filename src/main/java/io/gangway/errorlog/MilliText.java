package io.gangway.errorlog;

/**
 * Formats numbers that nginx counts in thousandths and shows with a decimal point, mostly seconds counted in
 * milliseconds.
 */
public final class MilliText {
    private MilliText() {}

    /** Formats a number: {@code 1.234} for 1234. Negative numbers become 0. */
    public static String text(long thousandths) {
        long positive = Math.max(thousandths, 0);
        String fraction = Long.toString(positive % 1000);
        return positive / 1000 + "." + "000".substring(fraction.length()) + fraction;
    }
}
