package io.gangway.core;

/** Parses {@code Accept-Encoding} (RFC 9110, section 12.5.3) for gzip, as leniently as nginx. */
final class AcceptEncoding {
    private static final String GZIP = "gzip";

    private AcceptEncoding() {}

    /** Whether a field value accepts gzip: it contains the word, without a quality of 0. */
    static boolean hasGzip(String value) {
        int at = find(value);
        if (at < 0) {
            return false;
        }
        for (at += GZIP.length(); at < value.length(); at++) {
            char c = value.charAt(at);
            if (c == ';') {
                return isWanted(value, at + 1);
            }
            if (c != ' ') {
                return c == ',';
            }
        }
        return true;
    }

    /** Index of the first occurrence of the word {@code gzip}, or -1; {@code x-gzip} does not match. */
    private static int find(String value) {
        for (int at = 0; at + GZIP.length() <= value.length(); at++) {
            boolean begins = at == 0 || value.charAt(at - 1) == ',' || value.charAt(at - 1) == ' ';
            if (begins && value.regionMatches(true, at, GZIP, 0, GZIP.length())) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isWanted(String value, int from) {
        int at = from;
        while (at < value.length() && value.charAt(at) == ' ') {
            at++;
        }
        if (at == value.length()) {
            return true;
        }
        return value.regionMatches(true, at, "q=", 0, 2) && quality(value, at + 2) > 0;
    }

    /** The quality in hundredths; 0 also for an invalid one. As in nginx, the decimal digits are summed up. */
    private static int quality(String value, int from) {
        String text = value.substring(from).split("[, ]", 2)[0];
        if (!text.matches("[01](\\.[0-9]{0,3})?")) {
            return 0;
        }
        int sum = text.charAt(0) == '1' ? 100 : 0;
        for (int i = 2; i < text.length(); i++) {
            sum += text.charAt(i) - '0';
        }
        return sum > 100 ? 0 : sum;
    }
}
