package io.gangway.http;

/** Checks a host name as nginx does, in {@code Host} and in an absolute target. */
final class HostParser {
    private static final int NAME = 0;
    private static final int LITERAL = 1;
    private static final int AFTER_LITERAL = 2;
    private static final int PORT = 3;

    private HostParser() {}

    static Host parse(String text) {
        int length = text.length();
        int end = length;
        int dot = -2;
        int port = 0;
        boolean upper = false;
        int state = length > 0 && text.charAt(0) == '[' ? LITERAL : NAME;
        for (int i = state; i < length; i++) {
            char c = text.charAt(i);
            if (state == PORT) {
                if (c < '0' || c > '9') {
                    return null;
                }
                port = port * 10 + (c - '0');
                if (port > 65535) {
                    return null;
                }
            } else if (c == ':' && state != LITERAL) {
                end = state == NAME ? i : end;
                state = PORT;
            } else if (state == AFTER_LITERAL) {
                return null;
            } else if (c == ']' && state == LITERAL) {
                end = i + 1;
                state = AFTER_LITERAL;
            } else if (c == '.') {
                if (dot == i - 1) {
                    return null;
                }
                dot = i;
            } else if (c >= 'A' && c <= 'Z') {
                upper = true;
            } else if (!valid(c, state)) {
                return null;
            }
        }
        if (state == LITERAL) {
            return null;
        }
        if (dot == end - 1) {
            end--;
        }
        if (end <= 0) {
            return null;
        }
        String name = end == length ? text : text.substring(0, end);
        return new Host(upper ? Ascii.lower(name) : name, port);
    }

    private static boolean valid(char c, int state) {
        return c >= 'a' && c <= 'z'
                || c >= '0' && c <= '9'
                || "-_~!$&'()*+,;=".indexOf(c) >= 0
                || (state == LITERAL ? c == ':' : c == '%');
    }
}
