package io.gangway.http;

/** Finds the parts of an upstream's status line by nginx's rules; can stop after any byte. Owned by one parser. */
final class StatusLine {
    /** The result of a scan. */
    enum Found {
        MORE,
        LINE,
        NOT_HTTP
    }

    private static final String HTTP = "HTTP/";
    private static final int MAJOR_START = 5;
    private static final int MAJOR = 6;
    private static final int MINOR_START = 7;
    private static final int MINOR = 8;
    private static final int STATUS = 9;
    private static final int AFTER_STATUS = 10;
    private static final int PHRASE = 11;
    private static final int LINE_CR = 12;
    private static final int END = 13;
    private static final int BAD = 14;

    /** Below {@link #MAJOR_START}: how much of {@link #HTTP} was seen. */
    private int state;

    private int major;
    private int minor;
    private int digits;
    int status;
    int textStart;
    int textEnd;

    void reset() {
        state = 0;
        major = 0;
        minor = 0;
        digits = 0;
        status = 0;
        textEnd = -1;
    }

    ProtocolVersion version() {
        return major > 1 || major == 1 && minor > 0 ? ProtocolVersion.HTTP_1_1 : ProtocolVersion.HTTP_1_0;
    }

    Found scan(HeadBytes head) {
        for (int p = head.position; p < head.limit; p++) {
            state = step(head.array[p] & 0xff, p);
            if (state >= END) {
                head.position = p + 1;
                return state == END ? Found.LINE : Found.NOT_HTTP;
            }
        }
        head.position = head.limit;
        return Found.MORE;
    }

    private int step(int c, int p) {
        boolean digit = c >= '0' && c <= '9';
        switch (state) {
            case MAJOR_START:
                major = c - '0';
                return digit && c != '0' ? MAJOR : BAD;
            case MAJOR:
                if (c == '.') {
                    return MINOR_START;
                }
                if (!digit || major > 99) {
                    return BAD;
                }
                major = major * 10 + c - '0';
                return MAJOR;
            case MINOR_START:
                minor = c - '0';
                return digit ? MINOR : BAD;
            case MINOR:
                if (c == ' ') {
                    return STATUS;
                }
                if (!digit || minor > 99) {
                    return BAD;
                }
                minor = minor * 10 + c - '0';
                return MINOR;
            case STATUS:
                if (c == ' ') {
                    return STATUS;
                }
                if (!digit) {
                    return BAD;
                }
                status = status * 10 + c - '0';
                if (++digits < 3) {
                    return STATUS;
                }
                textStart = p - 2;
                return AFTER_STATUS;
            case AFTER_STATUS:
                // IIS sends statuses such as 403.1
                return c == ' ' || c == '.' ? PHRASE : lineEnd(c, p, BAD);
            case PHRASE:
                return lineEnd(c, p, PHRASE);
            case LINE_CR:
                return c == '\n' ? END : BAD;
            default:
                return c == HTTP.charAt(state) ? state + 1 : BAD;
        }
    }

    private int lineEnd(int c, int p, int otherwise) {
        if (c != '\r' && c != '\n') {
            return otherwise;
        }
        textEnd = p;
        return c == '\n' ? END : LINE_CR;
    }
}
