package io.gangway.regex;

/**
 * {@code *}, {@code +}, {@code ?} and {@code {n,m}}.
 *
 * @param max {@link #UNLIMITED} when there is no maximum
 */
record Quantifier(int min, int max, Kind kind) {
    static final int UNLIMITED = -1;
    private static final int MAX = 65535;

    enum Kind {
        GREEDY(""),
        LAZY("?"),
        POSSESSIVE("+");

        private final String java;

        Kind(String java) {
            this.java = java;
        }
    }

    /** Reads a quantifier; null when there is none. */
    static Quantifier read(PatternText in, boolean ungreedy) {
        Quantifier bare = bare(in);
        if (bare == null) {
            return null;
        }
        if (in.skip("+")) {
            return new Quantifier(bare.min, bare.max, Kind.POSSESSIVE);
        }
        return in.skip("?") != ungreedy ? new Quantifier(bare.min, bare.max, Kind.LAZY) : bare;
    }

    private static Quantifier bare(PatternText in) {
        return switch (in.peek()) {
            case '*' -> simple(in, 0, UNLIMITED);
            case '+' -> simple(in, 1, UNLIMITED);
            case '?' -> simple(in, 0, 1);
            case '{' -> braced(in);
            default -> null;
        };
    }

    private static Quantifier simple(PatternText in, int min, int max) {
        in.at++;
        return new Quantifier(min, max, Kind.GREEDY);
    }

    /**
     * {@code {n}}, {@code {n,}}, {@code {n,m}} and, as in PCRE2 since 10.43, {@code {,m}} and spaces; else a literal
     * brace.
     */
    private static Quantifier braced(PatternText in) {
        int from = in.at++;
        int min = bound(in);
        boolean comma = in.skip(",");
        int max = comma ? bound(in) : min;
        if (in.peek() != '}' || min < 0 && max < 0) {
            in.at = from;
            return null;
        }
        if (Math.max(min, max) > MAX) {
            throw in.error("number too big in {} quantifier");
        }
        if (max >= 0 && max < min) {
            throw in.error("numbers out of order in {} quantifier");
        }
        in.at++;
        return new Quantifier(Math.max(min, 0), max < 0 ? UNLIMITED : max, Kind.GREEDY);
    }

    private static int bound(PatternText in) {
        skipBlanks(in);
        int bound = in.atDigit() ? in.number() : -1;
        skipBlanks(in);
        return bound;
    }

    private static void skipBlanks(PatternText in) {
        while (in.peek() == ' ' || in.peek() == '\t') {
            in.at++;
        }
    }

    /** The quantifier in the syntax of java.util.regex. */
    String java() {
        return "{" + min + (max == min ? "" : "," + (max == UNLIMITED ? "" : max)) + "}" + kind.java;
    }
}
