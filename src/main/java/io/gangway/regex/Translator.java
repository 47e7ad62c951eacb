package io.gangway.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * PCRE's syntax to that of java.util.regex, by recursive descent. Everything that both write differently is spelled out:
 * a class becomes a list of byte ranges, a case-insensitive letter a class of two, a name the number of its group; so no
 * option of Java's is needed but {@code UNIX_LINES}. An alternation of single bytes becomes a class, because Java repeats a
 * class in a loop and an alternation by recursion.
 */
final class Translator {
    private static final int MAX_DEPTH = 250;
    private static final String NOT_REPEATABLE = "quantifier does not follow a repeatable item";
    private static final String WORD_BOUNDARY = "(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))";
    private static final String NO_WORD_BOUNDARY = "(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))";

    private final Source in;
    private final Groups groups;
    private int depth;
    private boolean quoting;

    private Translator(String pattern, Groups groups) {
        this.in = new Source(pattern);
        this.groups = groups;
    }

    static Translation translate(String pattern, boolean caseInsensitive) {
        var groups = new Groups();
        // The first pass only counts: a reference may stand before its group.
        new Translator(pattern, groups).whole(new Flags(caseInsensitive));
        groups.secondPass();
        var translator = new Translator(pattern, groups);
        String java = translator.whole(new Flags(caseInsensitive));
        try {
            return new Translation(Pattern.compile(java, Pattern.UNIX_LINES), groups.count(), groups.names());
        } catch (PatternSyntaxException e) {
            if (e.getDescription().startsWith("Look-behind")) {
                throw translator.in.error("length of lookbehind assertion is not limited", 0);
            }
            throw translator.in.unsupported(e.getDescription(), 0);
        }
    }

    private String whole(Flags flags) {
        Special.skipLeadingVerbs(in);
        String java = alternation(flags).java();
        if (!in.atEnd()) {
            in.at++;
            throw in.error("unmatched closing parenthesis");
        }
        return java;
    }

    private Piece alternation(Flags flags) {
        List<Piece> branches = new ArrayList<>();
        do {
            branches.add(sequence(flags));
        } while (in.skip("|"));
        if (branches.size() == 1) {
            return branches.get(0);
        }
        if (branches.stream().allMatch(branch -> branch.single() != null)) {
            var set = new ByteSet();
            branches.forEach(branch -> set.addAll(branch.single()));
            return Piece.of(set);
        }
        return Piece.group(String.join("|", branches.stream().map(Piece::java).toList()));
    }

    private Piece sequence(Flags flags) {
        var java = new StringBuilder();
        int atoms = 0;
        ByteSet single = null;
        while (skipIgnored(flags)) {
            Piece atom = atom(flags);
            boolean quantifiable = atom.repeatable() && skipIgnored(flags) && !quoting;
            String quantifier = quantifiable ? Quantifier.read(in, flags.ungreedy) : "";
            java.append(atom.java()).append(quantifier);
            atoms++;
            single = atoms == 1 && quantifier.isEmpty() ? atom.single() : null;
        }
        return new Piece(java.toString(), single, true);
    }

    /** Skips what matches nothing; false when the sequence ends here. */
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

    private Piece atom(Flags flags) {
        if (quoting) {
            return literal(in.next(), flags);
        }
        if (!Quantifier.read(in, false).isEmpty()) {
            throw in.error(NOT_REPEATABLE);
        }
        char c = in.next();
        return switch (c) {
            case '(' -> group(flags);
            case '[' -> Piece.of(ClassReader.read(in, flags));
            case '\\' -> escape(flags);
            case '.' ->
                flags.dotAll
                        ? Piece.of(ByteSet.any())
                        : new Piece(".", ByteSet.of('\n', '\n').invert(), true);
            case '^' -> Piece.mark(flags.multiline ? "(?m:^)" : "^");
            case '$' -> Piece.mark(flags.multiline ? "(?m:$)" : "$");
            default -> literal(c, flags);
        };
    }

    private static Piece literal(int c, Flags flags) {
        ByteSet set = ByteSet.of(c, c);
        return Piece.of(flags.caseless ? set.fold() : set);
    }

    private Piece escape(Flags flags) {
        if (in.atEnd()) {
            throw in.error("\\ at end of pattern");
        }
        char letter = in.next();
        switch (letter) {
            case 'A', 'G' -> {
                return Piece.mark("\\A");
            }
            case 'Z', 'z' -> {
                return Piece.mark("\\" + letter);
            }
            case 'b' -> {
                return Piece.mark(WORD_BOUNDARY);
            }
            case 'B' -> {
                return Piece.mark(NO_WORD_BOUNDARY);
            }
            case 'C' -> {
                return Piece.of(ByteSet.any());
            }
            case 'N' -> {
                if (in.looksAt("{U+")) {
                    throw in.error("\\N{U+dddd} is supported only in Unicode (UTF) mode");
                }
                return Piece.of(ByteSet.of('\n', '\n').invert());
            }
            case 'R' -> {
                return Piece.group("(?>\\r\\n|[\\n-\\r\\x85])");
            }
            case 'p', 'P' -> {
                return Piece.of(Escapes.property(in, letter == 'P'));
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
            return Piece.of(set);
        }
        int value = Escapes.read(in, letter);
        if (value < 0) {
            throw in.error("unrecognized character follows \\");
        }
        return literal(value, flags);
    }

    private Piece reference(Flags flags) {
        int from = in.at;
        int number = groups.reference(in);
        if (number < 0) {
            in.at = from;
            return literal(Escapes.octal(in, 0, 3), flags);
        }
        return Piece.group((flags.caseless ? "(?i:\\" : "(?:\\") + number + ")");
    }

    private Piece group(Flags outer) {
        int open = in.at - 1;
        if (++depth > MAX_DEPTH) {
            throw in.error("parentheses are too deeply nested");
        }
        if (in.peek() == '*') {
            throw in.unsupported("(*VERB)", open);
        }
        Flags flags = outer.copy();
        Piece piece;
        if (!in.skip("?")) {
            if (flags.noCapture) {
                piece = plain(flags);
            } else {
                piece = capture(flags);
            }
        } else {
            piece = special(open, outer, flags);
        }
        depth--;
        return piece;
    }

    private Piece special(int open, Flags outer, Flags flags) {
        Special.refuse(in, open);
        if (in.skip(":")) {
            return plain(flags);
        }
        for (String assertion : List.of("=", "!", "<=", "<!")) {
            if (in.skip(assertion)) {
                return Piece.group("(?:(?" + assertion + inner(flags).java() + "))");
            }
        }
        if (in.skip(">")) {
            return Piece.group("(?>" + inner(flags).java() + ")");
        }
        if (in.skip("P<") || in.skip("<")) {
            return named('>', flags);
        }
        if (in.skip("'")) {
            return named('\'', flags);
        }
        if (in.skip("P=")) {
            int number = groups.named(in, ')');
            return Piece.group((flags.caseless ? "(?i:\\" : "(?:\\") + number + ")");
        }
        if (in.skip("P")) {
            in.at = Math.min(in.at + 1, in.length());
            throw in.error("unrecognized character after (?P");
        }
        return options(outer, flags);
    }

    private Piece options(Flags outer, Flags flags) {
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
                return plain(flags);
            }
            if (c == ')') {
                outer.become(flags);
                return Piece.mark("");
            }
            if (c == '-' && on) {
                on = false;
            } else if (!flags.set(c, on)) {
                throw in.error("unrecognized character after (? or (?-");
            }
        }
    }

    private Piece named(char terminator, Flags flags) {
        String name = in.name(terminator);
        groups.name(name, in);
        return capture(flags);
    }

    private Piece capture(Flags flags) {
        groups.open();
        return Piece.group("(" + inner(flags).java() + ")");
    }

    private Piece plain(Flags flags) {
        Piece inner = inner(flags);
        return inner.single() != null ? inner : Piece.group("(?:" + inner.java() + ")");
    }

    private Piece inner(Flags flags) {
        Piece inner = alternation(flags);
        if (!in.skip(")")) {
            throw in.error("missing closing parenthesis");
        }
        return inner;
    }
}
