package io.gangway.http;

/**
 * nginx's percent-encodings, byte by byte. All methods take and return one char per byte, and return the same String
 * when nothing changes.
 */
public final class PercentEncoding {
    private static final String HEX = "0123456789ABCDEF";

    /** The bytes that each encoding escapes: one flag per byte value. */
    private static final boolean[] URI = table(" \"#%<>?\\^`{|}");

    private static final boolean[] ARGS = table(" \"#%&+;<>?\\^`{|}");
    private static final boolean[] HTML = table(" \"#%'<>\\^`{|}");
    private static final boolean[] COMPONENT = table(" !\"#$%&'()*+,/:;<=>?@[\\]^`{|}");

    private PercentEncoding() {}

    /** {@code NGX_ESCAPE_URI}: for a decoded path that is passed on. */
    public static String uri(String s) {
        return escape(s, URI);
    }

    /** {@code NGX_ESCAPE_ARGS}: for a part of a decoded path that becomes part of the arguments. */
    public static String args(String s) {
        return escape(s, ARGS);
    }

    /** {@code NGX_ESCAPE_URI_COMPONENT}: all but the unreserved characters of RFC 3986. */
    public static String uriComponent(String s) {
        return escape(s, COMPONENT);
    }

    /** {@code NGX_ESCAPE_HTML}: for a URI within an HTML attribute. */
    public static String uriInHtml(String s) {
        return escape(s, HTML);
    }

    /** {@code ngx_escape_html}: characters that are special in HTML text become entities. */
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

    /** {@code ngx_unescape_uri} with type 0: decodes everything; an invalid {@code %} is dropped, as in nginx. */
    public static String unescape(String s) {
        return Unescaper.unescape(s, false);
    }

    /**
     * {@code NGX_UNESCAPE_REDIRECT}: decodes only printable ASCII above {@code %}, up to the first question mark; the
     * rest is unchanged.
     */
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
