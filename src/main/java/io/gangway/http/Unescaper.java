package io.gangway.http;

/** nginx's percent-decoding outside of request lines: a bad escape loses its percent sign and its bad digits. */
final class Unescaper {
    static final int ALL = 0;
    static final int URI = 1;
    static final int REDIRECT = 2;

    private Unescaper() {}

    static String unescape(String s, int type) {
        if (s.indexOf('%') < 0 && (type == ALL || s.indexOf('?') < 0)) {
            return s;
        }
        StringBuilder out = new StringBuilder(s.length());
        int length = s.length();
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (c != '%') {
                out.append(c);
                if (c == '?' && type != ALL) {
                    return rest(out, s, i + 1, type);
                }
                continue;
            }
            if (++i == length) {
                break;
            }
            int high = Hex.digit(s.charAt(i));
            if (high < 0) {
                out.append(s.charAt(i));
                continue;
            }
            if (++i == length) {
                break;
            }
            int low = Hex.digit(s.charAt(i));
            if (low < 0) {
                continue;
            }
            char decoded = (char) (high << 4 | low);
            if (type == REDIRECT && decoded != '?' && (decoded <= '%' || decoded >= 0x7f)) {
                out.append(s, i - 2, i + 1);
            } else {
                out.append(decoded);
            }
            if (decoded == '?' && type != ALL) {
                return rest(out, s, i + 1, type);
            }
        }
        return out.toString();
    }

    /** What follows the question mark: a redirect keeps it as it is. */
    private static String rest(StringBuilder out, String s, int from, int type) {
        return (type == REDIRECT ? out.append(s, from, s.length()) : out).toString();
    }
}
