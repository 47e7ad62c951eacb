package io.gangway.http;

/**
 * nginx's percent-decoding outside of request lines: an invalid escape loses its percent sign and its invalid digits.
 */
final class Unescaper {
    private Unescaper() {}

    /**
     * @param redirect whether the text from the first question mark on is unchanged, and what is not printable ASCII
     *     above the percent sign
     */
    static String unescape(String s, boolean redirect) {
        if (s.indexOf('%') < 0) {
            return s;
        }
        StringBuilder out = new StringBuilder(s.length());
        int length = s.length();
        for (int i = 0; i < length; i++) {
            char c = s.charAt(i);
            if (c != '%') {
                out.append(c);
                if (c == '?' && redirect) {
                    return out.append(s, i + 1, length).toString();
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
            if (redirect && decoded != '?' && (decoded <= '%' || decoded >= 0x7f)) {
                out.append(s, i - 2, i + 1);
            } else {
                out.append(decoded);
            }
            if (decoded == '?' && redirect) {
                return out.append(s, i + 1, length).toString();
            }
        }
        return out.toString();
    }
}
