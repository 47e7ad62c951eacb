package io.gangway.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Parses PCRE's syntax by recursive descent. Options are resolved: a case-insensitive letter becomes a class of two, a
 * name the number of its group, and an alternation of single bytes a class, which is cheaper to repeat.
 */
final class RegexParser {
    private static final int MAX_DEPTH = 250;
    private static final String NOT_REPEATABLE = "quantifier does not follow a repeatable item";
    private static final RegexNode EMPTY = new RegexNode.Sequence(List.of());

    private final PatternText in;
    private final Groups groups;
    private int depth;
    private boolean quoting;

    private RegexParser(PatternText in, Groups groups) {
        this.in = in;
        this.groups = groups;
    }

    /** @throws RegexException when PCRE would refuse it, or when java.util.regex lacks what it uses */
    static Syntax parse(String pattern, boolean caseInsensitive) {
        var groups = new Groups();
        // The first pass only counts groups: a reference may precede its group.
        new RegexParser(new PatternText(pattern), groups).parse(new Flags(caseInsensitive));
        groups.secondPass();
        RegexNode root = new RegexParser(new PatternText(pattern), groups).parse(new Flags(caseInsensitive));
        Map<String, Integer> numbers = groups.names();
        return new Syntax(root, groups.count(), List.copyOf(numbers.keySet()), Map.copyOf(numbers));
    }

    private RegexNode parse(Flags flags) {
        Special.skipLeadingVerbs(in);
        RegexNode node = alternation(flags);
        if (!in.atEnd()) {
            in.at++;
            throw in.error("unmatched closing parenthesis");
        }
        return node;
    }

    private RegexNode alternation(Flags flags) {
        List<RegexNode> branches = new ArrayList<>();
        do {
            branches.add(sequence(flags));
        } while (in.skip("|"));
        if (branches.size() == 1) {
            return branches.get(0);
        }
        if (branches.stream().allMatch(branch -> branch.single() != null)) {
            var set = new ByteSet();
            branches.forEach(branch -> set.addAll(branch.single()));
            return new RegexNode.Bytes(set);
        }
        return new RegexNode.Alternation(branches);
    }

    private RegexNode sequence(Flags flags) {
        List<RegexNode> parts = new ArrayList<>();
        while (skipIgnored(flags)) {
            RegexNode atom = atom(flags);
            boolean repeatable = !(atom instanceof RegexNode.Assertion) && atom != EMPTY;
            Quantifier quantifier =
                    repeatable && skipIgnored(flags) && !quoting ? Quantifier.read(in, flags.ungreedy) : null;
            parts.add(quantifier == null ? atom : new RegexNode.Repeat(atom, quantifier));
        }
        return RegexNode.Sequence.of(parts);
    }

    /** Skips what matches nothing; false at the end of the sequence. */
    private boolean skipIgnored(Flags flags) {
        while (!in.atEnd()) {
            if (in.skip("\\E")) {
                quoting = false;
            } else if (quoting) {
                return true;
            } else if (in.skip("\\Q")) {
                quoting = true;
            } else if (in.looksAt("(?#")) {
                skipComment();
            } else if (flags.extended && " \t\n\u000b\f\r".indexOf(in.peek()) >= 0) {
                in.at++;
            } else if (flags.extended && in.peek() == '#') {
                int end = in.indexOf("\n");
                in.at = end < 0 ? in.length() : end + 1;
            } else {
                return in.peek() != '|' && in.peek() != ')';
            }
        }
        return false;
    }

    private void skipComment() {
        int end = in.indexOf(")");
        if (end < 0) {
            throw in.error("missing ) after (?# comment", in.length());
        }
        in.at = end + 1;
    }

    private RegexNode atom(Flags flags) {
        if (quoting) {
            return literal(in.next(), flags);
        }
        if (Quantifier.read(in, false) != null) {
            throw in.error(NOT_REPEATABLE);
        }
        char c = in.next();
        return switch (c) {
            case '(' -> group(flags);
            case '[' -> new RegexNode.Bytes(ClassReader.read(in, flags));
            case '\\' -> escape(flags);
            case '.' -> new RegexNode.Bytes(flags.dotAll ? ByteSet.any() : noNewline());
            case '^' -> flags.multiline ? RegexNode.Assertion.LINE_BEGIN : RegexNode.Assertion.BEGIN;
            case '$' -> flags.multiline ? RegexNode.Assertion.LINE_END : RegexNode.Assertion.LAST_LINE_END;
            default -> literal(c, flags);
        };
    }

    private static RegexNode literal(int c, Flags flags) {
        ByteSet set = ByteSet.of(c, c);
        return new RegexNode.Bytes(flags.caseless ? set.fold() : set);
    }

    private static ByteSet noNewline() {
        return ByteSet.of('\n', '\n').invert();
    }

    private RegexNode escape(Flags flags) {
        if (in.atEnd()) {
            throw in.error("\\ at end of pattern");
        }
        char letter = in.next();
        switch (letter) {
            case 'A', 'G' -> {
                return RegexNode.Assertion.BEGIN;
            }
            case 'Z' -> {
                return RegexNode.Assertion.LAST_LINE_END;
            }
            case 'z' -> {
                return RegexNode.Assertion.END;
            }
            case 'b' -> {
                return RegexNode.Assertion.WORD_BOUNDARY;
            }
            case 'B' -> {
                return RegexNode.Assertion.NO_WORD_BOUNDARY;
            }
            case 'C' -> {
                return new RegexNode.Bytes(ByteSet.any());
            }
            case 'N' -> {
                if (in.looksAt("{U+")) {
                    throw in.error("\\N{U+dddd} is supported only in Unicode (UTF) mode");
                }
                return new RegexNode.Bytes(noNewline());
            }
            case 'R' -> {
                return newline();
            }
            case 'p', 'P' -> {
                return new RegexNode.Bytes(Escapes.property(in, letter == 'P'));
            }
            case 'K' -> throw in.unsupported("\\K", in.at - 2);
            case 'X' -> throw in.unsupported("\\X", in.at - 2);
            case 'g', 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                in.at--;
                return reference(flags);
            }
            default -> {}
        }
        ByteSet set = ByteSet.escape(letter);
        if (set != null) {
            return new RegexNode.Bytes(set);
        }
        int value = Escapes.read(in, letter);
        if (value < 0) {
            throw in.error("unrecognized character follows \\");
        }
        return literal(value, flags);
    }

    /** {@code \R}. */
    private static RegexNode newline() {
        RegexNode pair = RegexNode.Sequence.of(
                List.of(new RegexNode.Bytes(ByteSet.of('\r', '\r')), new RegexNode.Bytes(ByteSet.of('\n', '\n'))));
        RegexNode one = new RegexNode.Bytes(ByteSet.of('\n', '\r').add(0x85, 0x85));
        return new RegexNode.Alone(RegexNode.Alone.Kind.ATOMIC, new RegexNode.Alternation(List.of(pair, one)));
    }

    private RegexNode reference(Flags flags) {
        int from = in.at;
        int number = groups.reference(in);
        if (number < 0) {
            in.at = from;
            return literal(Escapes.octal(in, 0, 3), flags);
        }
        return new RegexNode.Reference(number, flags.caseless);
    }

    private RegexNode group(Flags outer) {
        int open = in.at - 1;
        if (++depth > MAX_DEPTH) {
            throw in.error("parentheses are too deeply nested");
        }
        if (in.peek() == '*') {
            throw in.unsupported("(*VERB)", open);
        }
        Flags flags = outer.copy();
        RegexNode node;
        if (!in.skip("?")) {
            if (flags.noCapture) {
                node = inner(flags);
            } else {
                node = capture(flags);
            }
        } else {
            node = special(open, outer, flags);
        }
        depth--;
        return node;
    }

    private RegexNode special(int open, Flags outer, Flags flags) {
        Special.refuse(in, open);
        if (in.skip(":")) {
            return inner(flags);
        }
        for (RegexNode.Alone.Kind kind : RegexNode.Alone.Kind.values()) {
            if (in.skip(kind.open().substring(2))) {
                return new RegexNode.Alone(kind, inner(flags));
            }
        }
        if (in.skip("P<") || in.skip("<")) {
            return named('>', flags);
        }
        if (in.skip("'")) {
            return named('\'', flags);
        }
        if (in.skip("P=")) {
            int number = groups.named(in, ')');
            return new RegexNode.Reference(number, flags.caseless);
        }
        if (in.skip("P")) {
            in.at = Math.min(in.at + 1, in.length());
            throw in.error("unrecognized character after (?P");
        }
        return options(outer, flags);
    }

    private RegexNode options(Flags outer, Flags flags) {
        if (in.skip("^")) {
            flags.reset();
        }
        boolean on = true;
        while (true) {
            if (in.atEnd()) {
                throw in.error("missing closing parenthesis");
            }
            char c = in.next();
            if (c == ':') {
                return inner(flags);
            }
            if (c == ')') {
                outer.become(flags);
                return EMPTY;
            }
            if (c == '-' && on) {
                on = false;
            } else if (!flags.set(c, on)) {
                throw in.error("unrecognized character after (? or (?-");
            }
        }
    }

    private RegexNode named(char terminator, Flags flags) {
        String name = in.name(terminator);
        groups.name(name, in);
        return capture(flags);
    }

    private RegexNode capture(Flags flags) {
        return new RegexNode.Capture(groups.open(), inner(flags));
    }

    private RegexNode inner(Flags flags) {
        RegexNode inner = alternation(flags);
        if (!in.skip(")")) {
            throw in.error("missing closing parenthesis");
        }
        // What cannot be repeated by itself can be repeated in a group.
        return inner instanceof RegexNode.Assertion || inner == EMPTY ? new RegexNode.Sequence(List.of(inner)) : inner;
    }
}
