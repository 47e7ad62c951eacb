package io.gangway.regex;

/** The pattern being read, with the current position, and its errors. Belongs to one translation. */
final class PatternText {
    private final String pattern;
    int at;

    PatternText(String pattern) {
        this.pattern = pattern;
    }

    boolean atEnd() {
        return at >= pattern.length();
    }

    /** The char at the current position; 0 at the end. */
    char peek() {
        return atEnd() ? 0 : pattern.charAt(at);
    }

    int length() {
        return pattern.length();
    }

    char charAt(int index) {
        return pattern.charAt(index);
    }

    char next() {
        return pattern.charAt(at++);
    }

    boolean looksAt(String text) {
        return pattern.startsWith(text, at);
    }

    boolean skip(String text) {
        if (!looksAt(text)) {
            return false;
        }
        at += text.length();
        return true;
    }

    int indexOf(String text) {
        return pattern.indexOf(text, at);
    }

    String text(int from, int to) {
        return pattern.substring(from, to);
    }

    boolean atDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    /** Reads a decimal number; a value above all of PCRE's limits when it is too long. */
    int number() {
        int value = 0;
        while (atDigit()) {
            value = Math.min(value * 10 + (next() - '0'), 1_000_000);
        }
        return value;
    }

    /** Reads a group's name up to its terminator. */
    String name(char terminator) {
        int from = at;
        if (atDigit()) {
            at++;
            throw error("subpattern name must start with a non-digit");
        }
        while (peek() == '_' || peek() < 0x80 && Character.isLetterOrDigit(peek())) {
            at++;
        }
        if (at == from) {
            throw error("subpattern name expected");
        }
        String name = text(from, at);
        if (peek() != terminator) {
            throw error("syntax error in subpattern name (missing terminator?)");
        }
        at++;
        return name;
    }

    RegexException error(String what) {
        return error(what, at);
    }

    RegexException error(String what, int offset) {
        String place = offset >= pattern.length() ? "" : " at \"" + pattern.substring(offset) + "\"";
        return new RegexException("pcre2_compile() failed: " + what + " in \"" + pattern + "\"" + place);
    }

    /** The error for a construct that PCRE has and this translation lacks. */
    RegexException unsupported(String what, int offset) {
        return new RegexException("regular expression feature not supported by Gangway: " + what + " in \"" + pattern
                + "\" at \"" + pattern.substring(offset) + "\"");
    }
}
