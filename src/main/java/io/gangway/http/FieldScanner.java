package io.gangway.http;

/**
 * Finds one header line after another by nginx's rules, in requests, responses and trailers. Can stop after any byte.
 * Owned by one parser.
 */
final class FieldScanner {
    /** The result of a scan. */
    enum Found {
        MORE,
        LINE,
        END,
        BAD
    }

    private static final int START = 0;
    private static final int NAME = 1;
    private static final int BEFORE_VALUE = 2;
    private static final int VALUE = 3;
    private static final int AFTER_VALUE = 4;
    private static final int SKIP_LINE = 5;
    private static final int LINE_CR = 6;
    private static final int HEADER_CR = 7;

    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (int c = 0; c < 256; c++) {
            int lower = c | 0x20;
            TOKEN[c] = c < 128 && lower >= 'a' && lower <= 'z' || c >= '0' && c <= '9' || c == '-';
        }
    }

    private final boolean underscores;
    private final boolean upstream;

    private int state = START;
    int nameStart;
    int nameEnd;
    int valueStart;
    int valueEnd;

    /** Whether the name has characters that nginx considers invalid. */
    boolean invalid;

    /**
     * @param underscores whether a name may contain {@code _}
     * @param upstream whether a second status line, as IIS may send it, is skipped
     */
    FieldScanner(boolean underscores, boolean upstream) {
        this.underscores = underscores;
        this.upstream = upstream;
    }

    void reset() {
        state = START;
        nameStart = -1;
    }

    boolean withinLine() {
        return state != START;
    }

    Found scan(HeadBytes head) {
        byte[] bytes = head.array;
        int limit = head.limit;
        int p = head.position;
        while (p < limit) {
            int c = bytes[p] & 0xff;
            switch (state) {
                case START -> {
                    nameStart = p;
                    invalid = false;
                    if (c == '\r') {
                        valueEnd = p;
                        state = HEADER_CR;
                    } else if (c == '\n') {
                        return stop(head, p, Found.END);
                    } else if (c <= ' ' || c == 0x7f || c == ':') {
                        valueEnd = p;
                        return stop(head, p, Found.BAD);
                    } else {
                        state = NAME;
                        continue;
                    }
                }
                case NAME -> {
                    while (TOKEN[c] || c == '_' && underscores) {
                        if (++p == limit) {
                            head.position = p;
                            return Found.MORE;
                        }
                        c = bytes[p] & 0xff;
                    }
                    if (c == ':') {
                        nameEnd = p;
                        state = BEFORE_VALUE;
                    } else if (c == '\r' || c == '\n') {
                        nameEnd = p;
                        emptyValue(p);
                        if (c == '\n') {
                            return line(head, p);
                        }
                    } else if (c == '/' && upstream && secondStatusLine(bytes, p)) {
                        state = SKIP_LINE;
                    } else if (c <= ' ' || c == 0x7f) {
                        valueEnd = p;
                        return stop(head, p, Found.BAD);
                    } else {
                        invalid = true;
                    }
                }
                case BEFORE_VALUE -> {
                    if (c == '\r' || c == '\n') {
                        emptyValue(p);
                        if (c == '\n') {
                            return line(head, p);
                        }
                    } else if (c == 0) {
                        valueEnd = p;
                        return stop(head, p, Found.BAD);
                    } else if (c != ' ') {
                        valueStart = p;
                        state = VALUE;
                    }
                }
                case VALUE -> {
                    while (c > ' ' || c != ' ' && c != '\r' && c != '\n' && c != 0) {
                        if (++p == limit) {
                            head.position = p;
                            return Found.MORE;
                        }
                        c = bytes[p] & 0xff;
                    }
                    valueEnd = p;
                    if (c == '\n') {
                        return line(head, p);
                    }
                    if (c == 0) {
                        return stop(head, p, Found.BAD);
                    }
                    state = c == ' ' ? AFTER_VALUE : LINE_CR;
                }
                case AFTER_VALUE -> {
                    if (c == '\n') {
                        return line(head, p);
                    } else if (c == '\r') {
                        state = LINE_CR;
                    } else if (c == 0) {
                        valueEnd = p;
                        return stop(head, p, Found.BAD);
                    } else if (c != ' ') {
                        state = VALUE;
                    }
                }
                case SKIP_LINE -> {
                    if (c == '\n') {
                        state = START;
                    }
                }
                case LINE_CR -> {
                    if (c == '\n') {
                        return line(head, p);
                    } else if (c != '\r') {
                        return stop(head, p, Found.BAD);
                    }
                }
                default -> {
                    return stop(head, p, c == '\n' ? Found.END : Found.BAD);
                }
            }
            p++;
        }
        head.position = p;
        return Found.MORE;
    }

    /** nginx's text for an invalid line: what precedes the invalid byte, and that byte. */
    String offence(HeadBytes head) {
        int bad = head.array[valueEnd] & 0xff;
        return TargetParser.latin1(head.array, nameStart, valueEnd)
                + "\\x"
                + Character.forDigit(bad >> 4, 16)
                + Character.forDigit(bad & 15, 16)
                + "...";
    }

    String name(HeadBytes head) {
        return KnownText.NAMES.text(head.array, nameStart, nameEnd);
    }

    String value(HeadBytes head) {
        return KnownText.VALUES.text(head.array, valueStart, valueEnd);
    }

    private void emptyValue(int p) {
        valueStart = p;
        valueEnd = p;
        state = LINE_CR;
    }

    private Found line(HeadBytes head, int p) {
        return stop(head, p, Found.LINE);
    }

    private Found stop(HeadBytes head, int p, Found found) {
        head.position = p + 1;
        state = START;
        return found;
    }

    private boolean secondStatusLine(byte[] bytes, int p) {
        int i = nameStart;
        return p - i == 4 && bytes[i] == 'H' && bytes[i + 1] == 'T' && bytes[i + 2] == 'T' && bytes[i + 3] == 'P';
    }
}
