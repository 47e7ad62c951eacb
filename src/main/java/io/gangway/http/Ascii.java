package io.gangway.http;

/** Lower case for ASCII letters in strings of one char per byte; other bytes stay as they are. */
public final class Ascii {
    private Ascii() {}

    /** The text with its ASCII letters in lower case. */
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
