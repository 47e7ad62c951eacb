package io.gangway.regex;

/** Refuses constructs that PCRE has and java.util.regex lacks; the error names them. */
final class Special {
    private Special() {}

    /** After {@code (?}: throws when this kind of group has no counterpart in Java. */
    static void refuse(PatternText in, int open) {
        String feature = feature(in);
        if (feature != null) {
            throw in.unsupported(feature, open);
        }
    }

    private static String feature(PatternText in) {
        char sign = in.peek();
        char second = in.at + 1 < in.length() ? in.charAt(in.at + 1) : 0;
        boolean digit = second >= '0' && second <= '9';
        if (sign == 'R' || sign == '&' || in.atDigit() || in.looksAt("P>") || (sign == '+' || sign == '-') && digit) {
            return "recursion";
        }
        return switch (sign) {
            case '(' -> "a conditional group";
            case '|' -> "a branch reset group (?|";
            case 'C' -> "a callout (?C)";
            case 'J' -> "duplicate names (?J)";
            case '*' -> "a non-atomic lookaround";
            case '<' -> second == '*' ? "a non-atomic lookaround" : null;
            default -> null;
        };
    }

    /** Skips leading verbs that have no effect here, and refuses the others. */
    static void skipLeadingVerbs(PatternText in) {
        while (in.looksAt("(*")) {
            boolean known = in.skip("(*LF)")
                    || in.skip("(*NO_JIT)")
                    || in.skip("(*NO_START_OPT)")
                    || in.skip("(*NO_AUTO_POSSESS)")
                    || in.skip("(*NO_DOTSTAR_ANCHOR)");
            if (!known) {
                int end = in.indexOf(")");
                throw in.unsupported(end < 0 ? "(*VERB)" : in.text(in.at, end + 1), in.at);
            }
        }
    }
}
