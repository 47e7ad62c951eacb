package io.gangway.http;

import java.nio.charset.StandardCharsets;

/** Turns a raw target into a path as nginx does: finds the parts, then decodes and normalises the path if necessary. */
final class TargetParser {
    private final String raw;
    private final boolean mergeSlashes;

    /** Where {@link Target#unparsed()} starts in the raw text. */
    private int start;

    private String authority;

    private TargetParser(String raw, boolean mergeSlashes) {
        this.raw = raw;
        this.mergeSlashes = mergeSlashes;
    }

    static Target parse(String raw, boolean mergeSlashes) throws BadMessageException {
        return new TargetParser(raw, mergeSlashes).parse();
    }

    /** The target of a CONNECT, {@code host:port}: nginx makes its path {@code /}. */
    static Target authority(String authority) {
        return new Target("/", null, "/", authority, true, false, false);
    }

    private Target parse() throws BadMessageException {
        if (raw.isEmpty()) {
            throw invalid();
        }
        if (raw.charAt(0) != '/') {
            absolute();
        }
        String unparsed = start == 0 ? raw : start == raw.length() ? "/" : raw.substring(start);
        boolean emptyPath = unparsed.charAt(0) == '?';
        int question = -1;
        boolean complex = emptyPath;
        boolean quoted = false;
        boolean plus = false;
        int pathEnd = unparsed.length();
        char last = 0;
        for (int i = 0; i < unparsed.length(); i++) {
            char c = unparsed.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                throw invalid();
            }
            if (question >= 0) {
                complex |= c == '#';
                continue;
            }
            switch (c) {
                case '/', '.' -> complex |= last == '/';
                case '%' -> quoted = true;
                case '+' -> plus = true;
                case '#' -> complex = true;
                case '?' -> {
                    question = i;
                    pathEnd = i;
                }
                default -> {}
            }
            last = c;
        }
        if (complex || quoted) {
            return normalised(unparsed, emptyPath);
        }
        String path = unparsed.substring(0, pathEnd);
        String args = question < 0 ? null : unparsed.substring(question + 1);
        return new Target(path, args, unparsed, authority, true, false, plus);
    }

    private Target normalised(String unparsed, boolean emptyPath) throws BadMessageException {
        PathNormaliser path = new PathNormaliser(unparsed, mergeSlashes);
        int end = path.run(emptyPath);
        String args = null;
        int fragment = unparsed.indexOf('#', end);
        if (end < unparsed.length() && unparsed.charAt(end) == '?') {
            args = unparsed.substring(end + 1, fragment < 0 ? unparsed.length() : fragment);
        }
        return new Target(path.path(), args, unparsed, authority, !emptyPath, path.quoted(), path.plus());
    }

    private void absolute() throws BadMessageException {
        int colon = raw.indexOf("://");
        if (colon <= 0 || !letter(raw.charAt(0))) {
            throw invalid();
        }
        for (int i = 1; i < colon; i++) {
            char c = raw.charAt(i);
            if (!letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') {
                throw invalid();
            }
        }
        int i = colon + 3;
        while (i < raw.length() && raw.charAt(i) != '/' && raw.charAt(i) != '?') {
            i++;
        }
        authority = raw.substring(colon + 3, i);
        start = i;
    }

    private static boolean letter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    static BadMessageException invalid() {
        return new BadMessageException(400, "client sent invalid request", BadMessageException.REQUEST_LINE);
    }

    static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
