package io.gangway.http;

/** Reads lengths in header fields: digits only, as nginx does. */
final class Decimal {
    private Decimal() {}

    /** The number, or -1 when it is empty, has anything but digits, or is above the largest long. */
    static long parse(String text) {
        if (text.isEmpty()) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
