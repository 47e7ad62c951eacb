package io.gangway.conf;

/** One segment of a glob(3) pattern: {@code *}, {@code ?}, {@code [a-z]}, {@code [!a]}, {@code [[:alpha:]]}, backslash. */
final class GlobPattern {
    private final String pattern;
    private final String name;

    private GlobPattern(String pattern, String name) {
        this.pattern = pattern;
        this.name = name;
    }

    static boolean matches(String pattern, String name) {
        boolean hidden = name.startsWith(".") && !pattern.startsWith(".") && !pattern.startsWith("\\.");
        return !hidden && new GlobPattern(pattern, name).matches();
    }

    /** Only the last star is ever retried, so the work is bounded by the product of both lengths. */
    private boolean matches() {
        int p = 0;
        int n = 0;
        int star = -1;
        int starName = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                starName = n;
                continue;
            }
            int next = p < pattern.length() ? matchOne(p, name.charAt(n)) : -1;
            if (next >= 0) {
                p = next;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++starName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** The index after the element at {@code p} if it matches {@code c}, else -1. */
    private int matchOne(int p, char c) {
        return switch (pattern.charAt(p)) {
            case '?' -> p + 1;
            case '[' -> matchSet(p, c);
            case '\\' -> p + 1 < pattern.length() && pattern.charAt(p + 1) == c ? p + 2 : -1;
            default -> literal(p, c);
        };
    }

    private int literal(int p, char c) {
        return pattern.charAt(p) == c ? p + 1 : -1;
    }

    private int matchSet(int open, char c) {
        int p = open + 1;
        boolean negated = p < pattern.length() && (pattern.charAt(p) == '!' || pattern.charAt(p) == '^');
        if (negated) {
            p++;
        }
        int first = p;
        boolean found = false;
        while (p < pattern.length() && (pattern.charAt(p) != ']' || p == first)) {
            int classEnd = pattern.startsWith("[:", p) ? pattern.indexOf(":]", p + 2) : -1;
            if (classEnd >= 0) {
                found |= inClass(pattern.substring(p + 2, classEnd), c);
                p = classEnd + 2;
                continue;
            }
            p = skipBackslash(p);
            char from = pattern.charAt(p++);
            char to = from;
            if (p + 1 < pattern.length() && pattern.charAt(p) == '-' && pattern.charAt(p + 1) != ']') {
                p = skipBackslash(p + 1);
                to = pattern.charAt(p++);
            }
            found |= from <= c && c <= to;
        }
        if (p >= pattern.length()) {
            return literal(open, c); // a bracket that nothing closes stands for itself
        }
        return found != negated ? p + 1 : -1;
    }

    private int skipBackslash(int p) {
        return pattern.charAt(p) == '\\' && p + 1 < pattern.length() ? p + 1 : p;
    }

    private static boolean inClass(String name, char c) {
        boolean lower = c >= 'a' && c <= 'z';
        boolean upper = c >= 'A' && c <= 'Z';
        boolean digit = c >= '0' && c <= '9';
        boolean graph = c > ' ' && c < 0x7f;
        return switch (name) {
            case "lower" -> lower;
            case "upper" -> upper;
            case "alpha" -> lower || upper;
            case "digit" -> digit;
            case "alnum" -> lower || upper || digit;
            case "xdigit" -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            case "punct" -> graph && !(lower || upper || digit);
            case "graph" -> graph;
            case "print" -> graph || c == ' ';
            case "blank" -> c == ' ' || c == '\t';
            case "space" -> c == ' ' || (c >= '\t' && c <= '\r');
            case "cntrl" -> c < ' ' || c == 0x7f;
            default -> false;
        };
    }
}
