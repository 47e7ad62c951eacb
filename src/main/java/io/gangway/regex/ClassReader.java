package io.gangway.regex;

/** Reads a bracketed class, {@code [^a-z[:digit:]\-]}, into a set of bytes. */
final class ClassReader {
    private static final int SET = -1;
    private static final int NOTHING = -2;

    private final PatternText in;
    private final Flags flags;
    private final ByteSet set = new ByteSet();
    private boolean quoting;

    private ClassReader(PatternText in, Flags flags) {
        this.in = in;
        this.flags = flags;
    }

    /** Reads from after the opening bracket up to and including the closing one. */
    static ByteSet read(PatternText in, Flags flags) {
        return new ClassReader(in, flags).read();
    }

    private ByteSet read() {
        if (posixEnd() >= 0) {
            in.at = posixEnd() + 2;
            throw in.error("POSIX named classes are supported only within a class");
        }
        boolean inverted = in.skip("^");
        for (boolean first = true; first || quoting || in.peek() != ']'; first = false) {
            member();
        }
        in.at++;
        if (flags.caseless) {
            set.fold();
        }
        return inverted ? set.invert() : set;
    }

    private void member() {
        int from = item();
        boolean range = !quoting && in.peek() == '-' && in.at + 1 < in.length() && in.charAt(in.at + 1) != ']';
        if (from == NOTHING) {
            return;
        }
        if (from == SET) {
            if (range) {
                in.at++;
                throw in.error("invalid range in character class");
            }
            return;
        }
        int to = from;
        if (range) {
            in.at++;
            to = item();
            if (to == SET) {
                throw in.error("invalid range in character class");
            }
            if (to < from) {
                throw in.error("range out of order in character class");
            }
        }
        set.add(from, to);
    }

    /** Reads one member: returns its byte, SET when a set was added, NOTHING for \Q, \E and ignored spaces. */
    private int item() {
        if (in.atEnd()) {
            throw in.error("missing terminating ] for character class");
        }
        if (quoting) {
            if (in.skip("\\E")) {
                quoting = false;
                return NOTHING;
            }
            return in.next();
        }
        if (in.peek() == '[' && nestedPosix()) {
            return SET;
        }
        char c = in.next();
        if (flags.extendedMore && (c == ' ' || c == '\t')) {
            return NOTHING;
        }
        return c == '\\' ? escape() : c;
    }

    private int escape() {
        if (in.atEnd()) {
            throw in.error("\\ at end of pattern");
        }
        char letter = in.next();
        switch (letter) {
            case 'Q' -> {
                quoting = true;
                return NOTHING;
            }
            case 'E' -> {
                return NOTHING;
            }
            case 'b' -> {
                return '\b';
            }
            case 'N' -> throw in.error("\\N is not supported in a class");
            case 'B', 'R', 'X' -> throw in.error("escape sequence is invalid in character class");
            case 'p', 'P' -> {
                set.addAll(Escapes.property(in, letter == 'P'));
                return SET;
            }
            case '1', '2', '3', '4', '5', '6', '7' -> {
                return Escapes.octal(in, letter - '0', 2);
            }
            case '8', '9' -> {
                return letter;
            }
            default -> {}
        }
        ByteSet escaped = ByteSet.escape(letter);
        if (escaped != null) {
            set.addAll(escaped);
            return SET;
        }
        int value = Escapes.read(in, letter);
        if (value < 0) {
            throw in.error("unrecognized character follows \\");
        }
        return value;
    }

    private boolean nestedPosix() {
        in.at++;
        int end = posixEnd();
        if (end < 0) {
            in.at--;
            return false;
        }
        char kind = in.next();
        boolean inverted = in.skip("^");
        ByteSet posix = ByteSet.posix(in.text(in.at, end));
        in.at = end + 2;
        if (kind != ':') {
            throw in.error("POSIX collating elements are not supported");
        }
        if (posix == null) {
            throw in.error("unknown POSIX class name");
        }
        set.addAll(inverted ? posix.invert() : posix);
        return true;
    }

    /** After a bracket: the index of {@code :]} of a {@code [:name:]}; -1 when it is not one. */
    private int posixEnd() {
        char kind = in.peek();
        if (kind != ':' && kind != '.' && kind != '=') {
            return -1;
        }
        for (int i = in.at + 1; i + 1 < in.length(); i++) {
            char c = in.charAt(i);
            if (c == kind && in.charAt(i + 1) == ']') {
                return i;
            }
            if (c == ']' || c == '[' || c == '\\') {
                return -1;
            }
        }
        return -1;
    }
}
