package io.gangway.http;

/** Case of ASCII letters in strings of one char per byte; other bytes have none. */
public final class Ascii {
    private Ascii() {}

    /** The same in lower case. */
    public static String lower(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                if (out == null) {
                    out = new StringBuilder(text);
                }
                out.setCharAt(i, (char) (c | 0x20));
            }
        }
        return out == null ? text : out.toString();
    }
}
