package io.gangway.regex;

/** {@code *}, {@code +}, {@code ?} and {@code {n,m}}, greedy, lazy or possessive. */
final class Quantifier {
    private static final int MAX = 65535;

    private Quantifier() {}

    /** Reads one as Java writes it; the empty string when there is none. */
    static String read(Source in, boolean ungreedy) {
        String bare = bare(in);
        if (bare.isEmpty()) {
            return "";
        }
        if (in.skip("+")) {
            return bare + "+";
        }
        return in.skip("?") != ungreedy ? bare + "?" : bare;
    }

    private static String bare(Source in) {
        char c = in.peek();
        if (c == '*' || c == '+' || c == '?') {
            in.at++;
            return String.valueOf(c);
        }
        return c == '{' ? braced(in) : "";
    }

    /** {@code {n}}, {@code {n,}}, {@code {n,m}} and, as PCRE2 since 10.43, {@code {,m}} and blanks; else a literal brace. */
    private static String braced(Source in) {
        int from = in.at++;
        int min = bound(in);
        boolean comma = in.skip(",");
        int max = comma ? bound(in) : min;
        if (in.peek() != '}' || min < 0 && max < 0) {
            in.at = from;
            return "";
        }
        if (Math.max(min, max) > MAX) {
            throw in.error("number too big in {} quantifier");
        }
        if (max >= 0 && max < min) {
            throw in.error("numbers out of order in {} quantifier");
        }
        in.at++;
        return "{" + Math.max(min, 0) + (comma ? "," + (max < 0 ? "" : max) : "") + "}";
    }

    private static int bound(Source in) {
        skipBlanks(in);
        int bound = in.atDigit() ? in.number() : -1;
        skipBlanks(in);
        return bound;
    }

    private static void skipBlanks(Source in) {
        while (in.peek() == ' ' || in.peek() == '\t') {
            in.at++;
        }
    }
}
