package io.gangway.http;

/**
 * Decodes {@code %XX}, resolves {@code .} and {@code ..} and merges slashes in one pass, as nginx does: a decoded slash
 * or dot counts as one, but a decoded {@code %}, {@code #} or {@code ?} is an ordinary character.
 */
final class PathNormaliser {
    /** What precedes the next character: an ordinary one, a slash, a segment {@code .} or {@code ..} so far. */
    private enum After {
        USUAL,
        SLASH,
        DOT,
        DOT_DOT
    }

    private final String in;
    private final boolean mergeSlashes;
    private final byte[] out;
    private int length;
    private After after = After.USUAL;

    private boolean quoted;
    private boolean plus;

    PathNormaliser(String in, boolean mergeSlashes) {
        this.in = in;
        this.mergeSlashes = mergeSlashes;
        this.out = new byte[in.length() + 1];
    }

    /** Reads the path; returns the index of the {@code ?} or {@code #} that ended it, or the end. */
    int run(boolean emptyPath) throws BadMessageException {
        if (emptyPath) {
            out[length++] = '/';
        }
        int i = 0;
        while (i < in.length()) {
            char c = in.charAt(i);
            if (c == '?' || c == '#') {
                break;
            }
            i++;
            if (c != '%') {
                put(c);
                continue;
            }
            quoted = true;
            c = (char) (hex(i) << 4 | hex(i + 1));
            i += 2;
            if (c == 0) {
                throw TargetParser.invalid();
            }
            if (c == '%' || c == '#' || c == '?') {
                out[length++] = (byte) c;
                after = After.USUAL;
            } else {
                put(c);
            }
        }
        if (after == After.DOT) {
            length--;
        } else if (after == After.DOT_DOT) {
            leaveSegment();
        }
        return i;
    }

    String path() {
        return TargetParser.latin1(out, 0, length);
    }

    boolean quoted() {
        return quoted;
    }

    boolean plus() {
        return plus;
    }

    private void put(char c) throws BadMessageException {
        if (c == '/') {
            slash();
        } else if (c == '.') {
            dot();
        } else {
            plus |= c == '+';
            out[length++] = (byte) c;
            after = After.USUAL;
        }
    }

    private void slash() throws BadMessageException {
        switch (after) {
            case USUAL -> out[length++] = '/';
            case SLASH -> {
                if (!mergeSlashes) {
                    out[length++] = '/';
                }
            }
            case DOT -> length--;
            case DOT_DOT -> leaveSegment();
        }
        after = After.SLASH;
    }

    private void dot() {
        out[length++] = '.';
        switch (after) {
            case USUAL -> {}
            case SLASH -> after = After.DOT;
            case DOT -> after = After.DOT_DOT;
            case DOT_DOT -> after = After.USUAL;
        }
    }

    /** Removes {@code name/..} from the end; the slash before it stays. */
    private void leaveSegment() throws BadMessageException {
        int i = length - 4;
        while (i >= 0 && out[i] != '/') {
            i--;
        }
        if (i < 0) {
            throw TargetParser.invalid();
        }
        length = i + 1;
    }

    private int hex(int i) throws BadMessageException {
        int digit = i < in.length() ? Hex.digit(in.charAt(i)) : -1;
        if (digit < 0) {
            throw TargetParser.invalid();
        }
        return digit;
    }
}
