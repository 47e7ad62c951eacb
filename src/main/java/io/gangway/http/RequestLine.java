package io.gangway.http;

/** Finds the parts of a request line by nginx's rules; can stop after any byte. Owned by one parser. */
final class RequestLine {
    private static final int START = 0;
    private static final int METHOD = 1;
    private static final int BEFORE_TARGET = 2;
    private static final int SCHEME = 3;
    private static final int SCHEME_SLASH = 4;
    private static final int SCHEME_SLASH_SLASH = 5;
    private static final int BEFORE_HOST = 6;
    private static final int HOST_START = 7;
    private static final int HOST = 8;
    private static final int HOST_END = 9;
    private static final int LITERAL = 10;
    private static final int PORT = 11;
    private static final int URI = 12;
    private static final int AFTER_TARGET = 13;
    private static final int PROTOCOL = 14;
    private static final int MAJOR_START = 15;
    private static final int MAJOR = 16;
    private static final int MINOR_START = 17;
    private static final int MINOR = 18;
    private static final int AFTER_VERSION = 19;
    private static final int LINE_CR = 20;

    private static final String HTTP = "HTTP/";

    private int state;

    /** Where the line and its parts begin, and one past their ends; -1 when not seen. */
    int start;

    int methodEnd;
    int targetStart;
    int targetEnd;
    int protocolStart;
    int end;

    boolean connect;

    /** 1 with a version on the line, 0 without (HTTP/0.9). */
    int major;

    int minor;

    RequestLine() {
        reset();
    }

    void reset() {
        state = START;
        start = -1;
        methodEnd = -1;
        targetStart = -1;
        targetEnd = -1;
        protocolStart = -1;
        end = -1;
        connect = false;
        major = 0;
        minor = 9;
    }

    boolean started() {
        return state != START;
    }

    /** Continues; true when the line is complete. */
    boolean scan(HeadBytes head) throws BadMessageException {
        byte[] bytes = head.array;
        int limit = head.limit;
        for (int p = head.position; p < limit; p++) {
            int c = bytes[p] & 0xff;
            if (state == URI) {
                while (c > ' ' && c != 0x7f) {
                    if (++p == limit) {
                        head.position = p;
                        return false;
                    }
                    c = bytes[p] & 0xff;
                }
            }
            if (step(bytes, p, c)) {
                head.position = p + 1;
                if (end < 0) {
                    end = p;
                }
                return true;
            }
        }
        head.position = limit;
        return false;
    }

    private boolean step(byte[] bytes, int p, int c) throws BadMessageException {
        switch (state) {
            case START -> {
                if (c != '\r' && c != '\n') {
                    start = p;
                    method(c);
                    state = METHOD;
                }
            }
            case METHOD -> {
                if (c == ' ') {
                    methodEnd = p;
                    connect = KnownText.METHODS.text(bytes, start, p).equals("CONNECT");
                    state = connect ? BEFORE_HOST : BEFORE_TARGET;
                } else {
                    method(c);
                }
            }
            case BEFORE_TARGET -> {
                if (c != ' ') {
                    require(c == '/' || letter(c));
                    targetStart = p;
                    state = c == '/' ? URI : SCHEME;
                }
            }
            case SCHEME -> {
                if (c == ':') {
                    state = SCHEME_SLASH;
                } else {
                    require(letter(c) || digit(c) || c == '+' || c == '-' || c == '.');
                }
            }
            case SCHEME_SLASH, SCHEME_SLASH_SLASH -> {
                require(c == '/');
                state = state == SCHEME_SLASH ? SCHEME_SLASH_SLASH : HOST_START;
            }
            case BEFORE_HOST -> {
                if (c != ' ') {
                    targetStart = p;
                    state = HOST_START;
                    return step(bytes, p, c);
                }
            }
            case HOST_START -> {
                state = c == '[' ? LITERAL : HOST;
                return c != '[' && step(bytes, p, c);
            }
            case HOST -> {
                if (!letter(c) && !digit(c) && c != '.' && c != '-') {
                    hostEnd(p, c);
                }
            }
            case LITERAL -> {
                if (c == ']') {
                    state = HOST_END;
                } else {
                    require(letter(c) || digit(c) || ":-._~!$&'()*+,;=".indexOf(c) >= 0);
                }
            }
            case HOST_END -> hostEnd(p, c);
            case PORT -> {
                if (!digit(c)) {
                    require(!connect || c == ' ');
                    afterAuthority(p, c);
                }
            }
            case URI -> {
                require(c == ' ' || c == '\r' || c == '\n');
                targetEnd = p;
                state = AFTER_TARGET;
                return c != ' ' && step(bytes, p, c);
            }
            case AFTER_TARGET -> {
                if (c == 'H') {
                    protocolStart = p;
                    state = PROTOCOL;
                } else {
                    return spaceOrEnd(c);
                }
            }
            case PROTOCOL -> {
                int at = p - protocolStart;
                require(c == HTTP.charAt(at));
                state = at == HTTP.length() - 1 ? MAJOR_START : PROTOCOL;
            }
            case MAJOR_START -> {
                require(c >= '1' && c <= '9');
                major(c - '0');
                state = MAJOR;
            }
            case MAJOR -> {
                if (c == '.') {
                    state = MINOR_START;
                } else {
                    require(digit(c));
                    major(major * 10 + c - '0');
                }
            }
            case MINOR_START -> {
                require(digit(c));
                minor = c - '0';
                state = MINOR;
            }
            case MINOR -> {
                if (digit(c)) {
                    require(minor <= 99);
                    minor = minor * 10 + c - '0';
                } else {
                    state = AFTER_VERSION;
                    return spaceOrEnd(c);
                }
            }
            case AFTER_VERSION -> {
                return spaceOrEnd(c);
            }
            default -> {
                require(c == '\n');
                end = p - 1;
                return true;
            }
        }
        return false;
    }

    private boolean spaceOrEnd(int c) throws BadMessageException {
        if (c == '\r') {
            state = LINE_CR;
        } else {
            require(c == ' ' || c == '\n');
        }
        return c == '\n';
    }

    private void hostEnd(int p, int c) throws BadMessageException {
        if (c == ':') {
            state = PORT;
        } else {
            require(!connect);
            afterAuthority(p, c);
        }
    }

    private void afterAuthority(int p, int c) throws BadMessageException {
        require(c == '/' || c == '?' || c == ' ');
        if (c == ' ') {
            targetEnd = p;
            state = AFTER_TARGET;
        } else {
            state = URI;
        }
    }

    private void major(int number) throws BadMessageException {
        if (number > 1) {
            throw new BadMessageException(505, "client sent invalid version", BadMessageException.REQUEST_LINE);
        }
        major = number;
    }

    private static void method(int c) throws BadMessageException {
        if ((c < 'A' || c > 'Z') && c != '_' && c != '-') {
            throw bad("client sent invalid method");
        }
    }

    private static void require(boolean good) throws BadMessageException {
        if (!good) {
            throw TargetParser.invalid();
        }
    }

    private static boolean letter(int c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }

    static BadMessageException bad(String text) {
        return new BadMessageException(400, text, BadMessageException.REQUEST_LINE);
    }
}
