package io.gangway.http;

/**
 * nginx's percent-encodings, byte by byte; all methods take and give one char per byte and answer the same String when
 * there is nothing to do.
 */
public final class PercentEncoding {
    private static final String HEX = "0123456789ABCDEF";

    /** One flag per byte for each flavour, bits counted from the byte 0. */
    private static final boolean[] URI = table(" \"#%<>?\\^`{|}");

    private static final boolean[] ARGS = table(" \"#%&+;<>?\\^`{|}");
    private static final boolean[] HTML = table(" \"#%'<>\\^`{|}");
    private static final boolean[] COMPONENT = table(" !\"#$%&'()*+,/:;<=>?@[\\]^`{|}");

    private PercentEncoding() {}

    /** {@code NGX_ESCAPE_URI}: for a decoded path that is sent on. */
    public static String uri(String s) {
        return escape(s, URI);
    }

    /** {@code NGX_ESCAPE_ARGS}: for a piece of a decoded path that goes into arguments. */
    public static String args(String s) {
        return escape(s, ARGS);
    }

    /** {@code NGX_ESCAPE_URI_COMPONENT}: all but the unreserved characters of RFC 3986. */
    public static String uriComponent(String s) {
        return escape(s, COMPONENT);
    }

    /** {@code NGX_ESCAPE_HTML}: for an URI within an HTML attribute. */
    public static String uriInHtml(String s) {
        return escape(s, HTML);
    }

    /** {@code ngx_escape_html}: the characters with a meaning in HTML text, as entities. */
    public static String html(String s) {
        StringBuilder out = null;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            String entity = switch (c) {
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                case '&' -> "&amp;";
                case '"' -> "&quot;";
                default -> null;
            };
            if (entity != null && out == null) {
                out = new StringBuilder(s.length() + 16).append(s, 0, i);
            }
            if (entity != null) {
                out.append(entity);
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? s : out.toString();
    }

    /** {@code ngx_unescape_uri} with type 0: decodes all; a bad {@code %} is dropped, as nginx does. */
    public static String unescape(String s) {
        return Unescaper.unescape(s, false);
    }

    /** {@code NGX_UNESCAPE_REDIRECT}: decodes printable ASCII above {@code %} only, up to the first question mark; what
     * follows stays as it is. */
    public static String unescapeRedirect(String s) {
        return Unescaper.unescape(s, true);
    }

    private static String escape(String s, boolean[] table) {
        int length = s.length();
        int i = 0;
        while (i < length && !table[s.charAt(i) & 0xff]) {
            i++;
        }
        if (i == length) {
            return s;
        }
        StringBuilder out = new StringBuilder(length + 16).append(s, 0, i);
        for (; i < length; i++) {
            char c = s.charAt(i);
            if (table[c & 0xff]) {
                out.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean[] table(String printable) {
        boolean[] table = new boolean[256];
        for (int c = 0; c < 256; c++) {
            table[c] = c < 0x20 || c >= 0x7f || printable.indexOf(c) >= 0;
        }
        return table;
    }
}
