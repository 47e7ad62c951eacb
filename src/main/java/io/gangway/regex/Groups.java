package io.gangway.regex;

import java.util.LinkedHashMap;
import java.util.Map;

/** The capturing groups of a pattern: counted in a first pass, referred to in a second. Belongs to one translation. */
final class Groups {
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private int opened;
    private int total = -1;

    /** Starts the second pass, in which all groups are known. */
    void secondPass() {
        total = opened;
        opened = 0;
    }

    /** Opens a group and returns its number. */
    int open() {
        return ++opened;
    }

    /** Names the group that opens next. */
    void name(String name, PatternText in) {
        Integer before = names.putIfAbsent(name, opened + 1);
        if (before != null && before != opened + 1) {
            throw in.error("two named subpatterns have the same name (PCRE2_DUPNAMES not set)");
        }
    }

    int count() {
        return total;
    }

    Map<String, Integer> names() {
        return names;
    }

    /** Reads a name and its terminator; returns the number of the group. */
    int named(PatternText in, char terminator) {
        int from = in.at;
        return number(names.get(in.name(terminator)), in, from);
    }

    /**
     * Reads a reference from its letter or digit: {@code \1}, {@code \g1}, {@code \g{-1}}, {@code \g{name}},
     * {@code \k<name>}.
     *
     * @return the number of the group; -1 when the digits are an octal escape
     */
    int reference(PatternText in) {
        int escape = in.at - 1;
        if (in.atDigit()) {
            boolean octal = in.peek() < '8';
            int number = in.number();
            if (number > 9 && octal && (total < 0 || number > total)) {
                return -1;
            }
            return number(number, in, in.at);
        }
        char letter = in.next();
        char open = in.peek();
        if (letter == 'g' && (open == '<' || open == '\'')) {
            throw in.unsupported("recursion", escape);
        }
        if (letter == 'g' && open != '{') {
            return numbered(in);
        }
        char close = open == '{' ? '}' : open == '<' ? '>' : '\'';
        if (close == '\'' && open != '\'') {
            throw in.error("\\k is not followed by a braced, angle-bracketed, or quoted name");
        }
        in.at++;
        if (letter == 'k' || !in.atDigit() && in.peek() != '-' && in.peek() != '+') {
            return named(in, close);
        }
        int number = numbered(in);
        if (!in.skip("}")) {
            throw in.error(
                    "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number");
        }
        return number;
    }

    private int numbered(PatternText in) {
        int from = in.at;
        boolean back = in.skip("-");
        boolean ahead = !back && in.skip("+");
        if (!in.atDigit()) {
            throw in.error(
                    "\\g is not followed by a braced, angle-bracketed, or quoted name/number or by a plain number");
        }
        int number = in.number();
        return number(back ? opened + 1 - number : ahead ? opened + number : number, in, from);
    }

    private int number(Integer number, PatternText in, int at) {
        if (total < 0) {
            return 1;
        }
        if (number == null || number < 1 || number > total) {
            throw in.error("reference to non-existent subpattern", at);
        }
        if (number > 9 && number > opened) {
            throw in.unsupported("a reference to a later group above 9", at);
        }
        return number;
    }
}
