package io.gangway.core;

import io.gangway.exchange.Exchange;

/** Parses {@code Accept-Encoding} (RFC 9110, section 12.5.3) for a coding, as leniently as nginx. */
public final class AcceptEncoding {
    private AcceptEncoding() {}

    /** Whether the client accepts Brotli. False for a subrequest, whose response is part of another one. */
    public static boolean acceptsBrotli(Exchange x) {
        String accepted = x.head().fields().get("Accept-Encoding");
        return !x.isSubrequest() && accepted != null && has(accepted, "br");
    }

    /** Whether a field value accepts gzip. */
    static boolean hasGzip(String value) {
        return has(value, "gzip");
    }

    /** Whether a field value accepts a coding: it contains the word, without a quality of 0. */
    private static boolean has(String value, String coding) {
        int at = find(value, coding);
        if (at < 0) {
            return false;
        }
        for (at += coding.length(); at < value.length(); at++) {
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

    /** Index of the first occurrence of the word, or -1; {@code x-gzip} does not match {@code gzip}. */
    private static int find(String value, String coding) {
        for (int at = 0; at + coding.length() <= value.length(); at++) {
            boolean begins = at == 0 || value.charAt(at - 1) == ',' || value.charAt(at - 1) == ' ';
            if (begins && value.regionMatches(true, at, coding, 0, coding.length())) {
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
