package io.gangway.errorlog;

/** Numbers that nginx counts in thousandths and shows with a point: seconds of milliseconds, above all. */
public final class MilliText {
    private MilliText() {}

    /** {@code 1.234} for 1234; what is below 0 counts as 0. */
    public static String text(long thousandths) {
        long positive = Math.max(thousandths, 0);
        String fraction = Long.toString(positive % 1000);
        return positive / 1000 + "." + "000".substring(fraction.length()) + fraction;
    }
}
