package io.gangway.regex;

import java.util.BitSet;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A set of bytes that can be written in the syntax of java.util.regex. Mutable; belongs to its creator. */
final class ByteSet {
    private static final Map<String, String> POSIX = Map.ofEntries(
            Map.entry("alpha", "A-Za-z"),
            Map.entry("lower", "a-z"),
            Map.entry("upper", "A-Z"),
            Map.entry("alnum", "0-9A-Za-z"),
            Map.entry("ascii", "\0-\177"),
            Map.entry("blank", "\t "),
            Map.entry("cntrl", "\0-\037\177"),
            Map.entry("digit", "0-9"),
            Map.entry("graph", "!-~"),
            Map.entry("print", " -~"),
            Map.entry("punct", "!-/:-@[-`{-~"),
            Map.entry("space", "\t-\r "),
            Map.entry("word", "0-9A-Z_a-z"),
            Map.entry("xdigit", "0-9A-Fa-f"));

    private final BitSet bits = new BitSet(256);

    static ByteSet of(int from, int to) {
        return new ByteSet().add(from, to);
    }

    static ByteSet any() {
        return of(0, 255);
    }

    /** The POSIX class of a name; null when there is none. */
    static ByteSet posix(String name) {
        String ranges = POSIX.get(name);
        if (ranges == null) {
            return null;
        }
        var set = new ByteSet();
        for (int i = 0; i < ranges.length(); ) {
            boolean range = i + 2 < ranges.length() && ranges.charAt(i + 1) == '-';
            set.add(ranges.charAt(i), ranges.charAt(range ? i + 2 : i));
            i += range ? 3 : 1;
        }
        return set;
    }

    /**
     * The set of {@code \d}, {@code \w}, {@code \s}, {@code \h}, {@code \v}; of the complement for a capital letter;
     * else null.
     */
    static ByteSet escape(char letter) {
        ByteSet set = switch (Character.toLowerCase(letter)) {
            case 'd' -> posix("digit");
            case 'w' -> posix("word");
            case 's' -> posix("space");
            case 'h' -> of('\t', '\t').add(' ', ' ').add(0xa0, 0xa0);
            case 'v' -> of('\n', '\r').add(0x85, 0x85);
            default -> null;
        };
        return set != null && Character.isUpperCase(letter) ? set.invert() : set;
    }

    /**
     * A Unicode property restricted to the first 256 code points, as in PCRE without UTF; null when there is none of
     * that name.
     */
    static ByteSet property(String name) {
        String java = switch (name) {
            case "Any" -> "[\\x00-\\xff]";
            case "L&" -> "[\\p{Lu}\\p{Ll}\\p{Lt}]";
            case "Xan" -> "[\\p{L}\\p{N}]";
            case "Xwd" -> "[\\p{L}\\p{N}_]";
            case "Xsp", "Xps" -> "[\\p{Z}\\t-\\r\\x85]";
            default -> name.length() <= 2 ? "\\p{" + name + "}" : "\\p{Is" + name + "}";
        };
        try {
            Pattern pattern = Pattern.compile(java);
            var set = new ByteSet();
            for (int c = 0; c < 256; c++) {
                if (pattern.matcher(String.valueOf((char) c)).matches()) {
                    set.add(c, c);
                }
            }
            return set;
        } catch (PatternSyntaxException e) {
            return null;
        }
    }

    /** The only byte of the set; -1 when it has more or none. */
    int only() {
        return bits.cardinality() == 1 ? bits.nextSetBit(0) : -1;
    }

    /** For each byte value whether it is in the set. */
    boolean[] table() {
        boolean[] table = new boolean[256];
        bits.stream().forEach(c -> table[c] = true);
        return table;
    }

    ByteSet add(int from, int to) {
        bits.set(from, to + 1);
        return this;
    }

    ByteSet addAll(ByteSet other) {
        bits.or(other.bits);
        return this;
    }

    ByteSet invert() {
        bits.flip(0, 256);
        return this;
    }

    /** Adds the other case of each ASCII letter. */
    ByteSet fold() {
        for (int c = 'a'; c <= 'z'; c++) {
            int upper = c - 'a' + 'A';
            if (bits.get(c) || bits.get(upper)) {
                bits.set(c);
                bits.set(upper);
            }
        }
        return this;
    }

    /** The shortest form in the syntax of java.util.regex. */
    String toJava() {
        var rest = (BitSet) bits.clone();
        rest.flip(0, 256);
        if (rest.isEmpty()) {
            return "[\\x00-\\xff]";
        }
        if (bits.isEmpty()) {
            return "(?!)";
        }
        if (bits.cardinality() == 1) {
            return literal(bits.nextSetBit(0));
        }
        String plain = ranges(bits);
        String inverted = ranges(rest);
        return plain.length() <= inverted.length() ? "[" + plain + "]" : "[^" + inverted + "]";
    }

    private static String ranges(BitSet bits) {
        var text = new StringBuilder();
        for (int from = bits.nextSetBit(0); from >= 0; ) {
            int to = bits.nextClearBit(from) - 1;
            text.append(literal(from));
            if (to > from) {
                text.append(to > from + 1 ? "-" : "").append(literal(to));
            }
            from = bits.nextSetBit(to + 1);
        }
        return text.toString();
    }

    /** One byte, safe inside and outside a class. */
    static String literal(int c) {
        if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_' || c == '/') {
            return String.valueOf((char) c);
        }
        return c > ' ' && c < 0x7f ? "\\" + (char) c : String.format("\\x%02x", c);
    }
}
