package io.gangway.slice;

/** A position in the text of a {@code Range} or {@code Content-Range} field, where blanks are allowed. */
final class RangeText {
    private final String text;
    private int at;

    RangeText(String text, int from) {
        this.text = text;
        at = from;
    }

    /** Reads a number and the blanks before it; -1 without one, or when it is too large. */
    long number() {
        skipBlanks();
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        try {
            return Long.parseLong(text, from, at, 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** Reads a character and the blanks before it; false if there is another one. */
    boolean take(char c) {
        skipBlanks();
        boolean taken = at < text.length() && text.charAt(at) == c;
        at += taken ? 1 : 0;
        return taken;
    }

    /** Whether there are only blanks left. */
    boolean isAtEnd() {
        skipBlanks();
        return at == text.length();
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
