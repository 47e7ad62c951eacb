package io.gangway.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The number of arguments of a directive's syntax, in the notation of nginx's manual: {@code [x]} is optional, {@code x
 * ...} may be repeated, {@code a | b} are alternatives; a condition in parentheses is one argument or more.
 *
 * @param min minimum number
 * @param max maximum number; {@link Integer#MAX_VALUE} for no limit
 */
record SyntaxNotation(int min, int max) {
    private static final int ANY = Integer.MAX_VALUE;

    static SyntaxNotation of(List<String> forms) {
        return forms.stream().map(SyntaxNotation::of).reduce(SyntaxNotation::or).orElseThrow();
    }

    static SyntaxNotation of(String form) {
        SyntaxNotation all = null;
        SyntaxNotation sequence = new SyntaxNotation(0, 0);
        for (String item : items(form)) {
            if (item.equals("|")) {
                all = all == null ? sequence : all.or(sequence);
                sequence = new SyntaxNotation(0, 0);
            } else if (item.equals("...")) {
                sequence = new SyntaxNotation(sequence.min, ANY);
            } else {
                sequence = sequence.and(item(item));
            }
        }
        return all == null ? sequence : all.or(sequence);
    }

    private static SyntaxNotation item(String item) {
        if (item.startsWith("[") && end(item) == item.length() - 1) {
            return new SyntaxNotation(0, of(item.substring(1, item.length() - 1).strip()).max);
        }
        return new SyntaxNotation(1, item.startsWith("(") ? ANY : 1);
    }

    /** Index of the bracket that closes the one at the start of an item. */
    private static int end(String item) {
        int depth = 0;
        for (int at = 0; at < item.length(); at++) {
            depth += depth(item.charAt(at));
            if (depth == 0) {
                return at;
            }
        }
        throw new IllegalArgumentException("not closed: " + item);
    }

    /** Splits a form at spaces outside of brackets. */
    private static List<String> items(String form) {
        List<String> items = new ArrayList<>();
        StringBuilder item = new StringBuilder();
        int depth = 0;
        for (char c : (form + " ").toCharArray()) {
            depth += depth(c);
            if (c != ' ' || depth > 0) {
                item.append(c);
            } else if (!item.isEmpty()) {
                items.add(item.toString());
                item.setLength(0);
            }
        }
        if (depth != 0) {
            throw new IllegalArgumentException("not closed: " + form);
        }
        return items;
    }

    private static int depth(char c) {
        return c == '[' ? 1 : c == ']' ? -1 : 0;
    }

    private SyntaxNotation or(SyntaxNotation other) {
        return new SyntaxNotation(Math.min(min, other.min), Math.max(max, other.max));
    }

    private SyntaxNotation and(SyntaxNotation next) {
        return new SyntaxNotation(min + next.min, max == ANY || next.max == ANY ? ANY : max + next.max);
    }
}
