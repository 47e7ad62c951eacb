package io.gangway.regex;

/** Reads escapes that stand for one byte. */
final class Escapes {
    private Escapes() {}

    /**
     * Reads an escape from after its letter.
     *
     * @return the byte; -1 when the letter means something else, and then nothing was read
     */
    static int read(PatternText in, char letter) {
        return switch (letter) {
            case 'a' -> 7;
            case 'e' -> 27;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'c' -> control(in);
            case 'x' -> in.skip("{") ? braced(in, 16) : hex(in);
            case 'o' -> bracedOctal(in);
            case '0' -> octal(in, 0, 2);
            case 'F', 'L', 'l', 'U', 'u' ->
                throw in.error("PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u");
            default -> {
                if (Character.isLetterOrDigit(letter) && letter < 0x80) {
                    yield -1;
                }
                yield letter;
            }
        };
    }

    /** Reads up to {@code digits} more octal digits. */
    static int octal(PatternText in, int value, int digits) {
        for (int i = 0; i < digits && in.peek() >= '0' && in.peek() <= '7'; i++) {
            value = value * 8 + in.next() - '0';
        }
        if (value > 255) {
            throw in.error("octal value is greater than \\377 in 8-bit non-UTF-8 mode");
        }
        return value;
    }

    private static int control(PatternText in) {
        if (in.atEnd()) {
            throw in.error("\\c at end of pattern");
        }
        char c = in.next();
        if (c < ' ' || c > '~') {
            throw in.error("\\c must be followed by a printable ASCII character");
        }
        return Character.toUpperCase(c) ^ 0x40;
    }

    private static int hex(PatternText in) {
        int value = 0;
        int digits = 0;
        while (digits < 2 && Character.digit(in.peek(), 16) >= 0) {
            value = value * 16 + Character.digit(in.next(), 16);
            digits++;
        }
        if (digits == 0) {
            throw in.error("digits missing after \\x or in \\x{} or \\o{} or \\N{U+}");
        }
        return value;
    }

    private static int bracedOctal(PatternText in) {
        if (!in.skip("{")) {
            throw in.error("missing opening brace after \\o");
        }
        return braced(in, 8);
    }

    private static int braced(PatternText in, int base) {
        int value = 0;
        int from = in.at;
        while (Character.digit(in.peek(), base) >= 0 && in.peek() < 0x80) {
            value = value * base + Character.digit(in.next(), base);
            if (value > 255) {
                throw in.error("character code point value in \\x{} or \\o{} is too large");
            }
        }
        if (in.peek() != '}') {
            in.at = Math.min(in.at + 1, in.length());
            throw in.error((base == 16 ? "non-hex character in \\x{}" : "non-octal character in \\o{}")
                    + " (closing brace missing?)");
        }
        if (in.at == from) {
            throw in.error("digits missing after \\x or in \\x{} or \\o{} or \\N{U+}");
        }
        in.at++;
        return value;
    }

    /** Reads {@code \p{Name}}, {@code \p{^Name}} or {@code \pL} from after the {@code p} or {@code P}. */
    static ByteSet property(PatternText in, boolean inverted) {
        String name;
        if (in.skip("{")) {
            int end = in.indexOf("}");
            if (end < 0) {
                throw in.error("malformed \\P or \\p sequence");
            }
            name = in.text(in.at, end);
            in.at = end + 1;
        } else if (in.atEnd()) {
            throw in.error("malformed \\P or \\p sequence");
        } else {
            name = String.valueOf(in.next());
        }
        boolean caret = name.startsWith("^");
        ByteSet set = ByteSet.property(caret ? name.substring(1) : name);
        if (set == null) {
            throw in.error("unknown property after \\P or \\p");
        }
        return inverted != caret ? set.invert() : set;
    }
}
