package io.gangway.http;

/**
 * The meaning of the fields of a request head, collected line by line in nginx's order, so that the first error is the
 * one that is logged. Written by one parser, read-only afterwards.
 */
final class RequestFacts {
    /** Fields that may occur only once; their index is their bit in {@link #present}. */
    private static final String[] UNIQUE = {
        "Host",
        "Content-Length",
        "Transfer-Encoding",
        "Expect",
        "If-Modified-Since",
        "If-Unmodified-Since",
        "If-Match",
        "If-None-Match",
        "If-Range",
        "Content-Range",
        "Authorization",
        "Proxy-Authorization"
    };

    private static final int HOST = 0;
    private static final int CONTENT_LENGTH = 1;
    private static final int TRANSFER_ENCODING = 2;
    private static final int EXPECT = 3;

    private int present;
    private Host host;
    private String lengthText;
    private String codingText;
    private long contentLength = -1;
    private boolean chunked;
    private boolean keepAliveRequested;
    private boolean closeRequested;
    private boolean expectContinue;
    private String upgrade;
    private boolean extendedConnect;
    private boolean ownKey;

    /** Sets the host of an absolute target, which takes precedence over {@code Host}. */
    void authority(String authority) throws BadMessageException {
        host = Host.parse(authority);
        if (host == null) {
            throw RequestLine.bad("client sent invalid host in request line");
        }
    }

    /** Sets the host that {@code :authority} names. */
    void authority(Host named) {
        host = named;
    }

    /** HTTP/2 has no chunks: a body of unknown length is treated like a chunked one. */
    void unknownLength() {
        chunked = true;
    }

    /**
     * The request opens a WebSocket (RFC 8441): it is like an upgrade, and has no body.
     *
     * @param key whether the client has sent a {@code Sec-WebSocket-Key}
     */
    void extendedConnect(boolean key) {
        ownKey = key;
        extendedConnect = true;
        upgrade = "websocket";
        contentLength = -1;
        chunked = false;
    }

    /** The length that the client declares; -1 when it declares none. */
    long readLength() throws BadMessageException {
        if (lengthText != null) {
            contentLength = Decimal.parse(lengthText);
            if (contentLength < 0) {
                throw bad("client sent invalid \"Content-Length\" header");
            }
        }
        return contentLength;
    }

    /**
     * Checks a field and adds it, as in nginx even if it is refused, unless it is the second line of a field that may
     * occur only once.
     */
    void add(String name, String value, Fields.Builder fields) throws BadMessageException {
        int before = present;
        try {
            field(name, value, fields);
        } catch (BadMessageException e) {
            if (present != before) {
                fields.add(name, value);
            }
            throw e;
        }
        fields.add(name, value);
    }

    private void field(String name, String value, Fields.Builder before) throws BadMessageException {
        switch (name.length()) {
            case 7 -> {
                if (upgrade == null && name.equalsIgnoreCase("Upgrade")) {
                    upgrade = value;
                }
            }
            case 10 -> {
                if (name.equalsIgnoreCase("Connection")) {
                    connection(value);
                }
            }
            case 4, 6, 8, 13, 14, 17, 19 -> unique(name, value, before);
            default -> {}
        }
    }

    private void unique(String name, String value, Fields.Builder before) throws BadMessageException {
        for (int i = 0; i < UNIQUE.length; i++) {
            if (name.length() == UNIQUE[i].length() && name.equalsIgnoreCase(UNIQUE[i])) {
                if ((present & 1 << i) != 0) {
                    throw duplicate(i, name, value, before.build());
                }
                present |= 1 << i;
                switch (i) {
                    case HOST -> host(value);
                    case CONTENT_LENGTH -> lengthText = value;
                    case TRANSFER_ENCODING -> codingText = value;
                    case EXPECT -> expectContinue = value.equalsIgnoreCase("100-continue");
                    default -> {}
                }
                return;
            }
        }
    }

    private static BadMessageException duplicate(int i, String name, String value, Fields before) {
        int first = before.indexOf(name, 0);
        return bad("client sent duplicate " + (i == HOST ? "host header: \"" : "header line: \"") + name + ": " + value
                + "\", previous value: \"" + before.name(first) + ": " + before.value(first) + '"');
    }

    private void host(String value) throws BadMessageException {
        Host named = Host.parse(value);
        if (named == null) {
            throw bad("client sent invalid host header");
        }
        if (host == null) {
            host = named;
        }
    }

    /** nginx looks for the words anywhere in the value; the last line with one of them counts. */
    private void connection(String value) {
        if (within(value, "close")) {
            closeRequested = true;
            keepAliveRequested = false;
        } else if (within(value, "keep-alive")) {
            keepAliveRequested = true;
            closeRequested = false;
        }
    }

    /** The checks that nginx makes once the whole header has been read. */
    void complete(String method, ProtocolVersion version, boolean allowConnect) throws BadMessageException {
        if ((present & 1 << HOST) == 0 && version.atLeast(ProtocolVersion.HTTP_1_1)) {
            throw bad("client sent HTTP/1.1 request without \"Host\" header");
        }
        readLength();
        if (codingText != null) {
            coding(version);
        }
        if (method.equals("CONNECT") && (version != ProtocolVersion.HTTP_1_1 || !allowConnect)) {
            throw new BadMessageException(405, "client sent CONNECT method", BadMessageException.REQUEST_HEADERS);
        }
        if (method.equals("CONNECT") && (contentLength > 0 || chunked)) {
            throw bad("client sent CONNECT request with body");
        }
        if (method.equals("TRACE")) {
            throw new BadMessageException(405, "client sent TRACE method", BadMessageException.REQUEST_HEADERS);
        }
    }

    private void coding(ProtocolVersion version) throws BadMessageException {
        if (!version.atLeast(ProtocolVersion.HTTP_1_1)) {
            throw bad("client sent HTTP/1.0 request with \"Transfer-Encoding\" header");
        }
        if (!codingText.equalsIgnoreCase("chunked")) {
            throw new BadMessageException(
                    501,
                    "client sent unknown \"Transfer-Encoding\": \"" + codingText + '"',
                    BadMessageException.REQUEST_HEADERS);
        }
        if (lengthText != null) {
            throw bad("client sent \"Content-Length\" and \"Transfer-Encoding\" headers at the same time");
        }
        chunked = true;
    }

    static boolean within(String value, String word) {
        for (int i = 0; i <= value.length() - word.length(); i++) {
            if (value.regionMatches(true, i, word, 0, word.length())) {
                return true;
            }
        }
        return false;
    }

    private static BadMessageException bad(String text) {
        return new BadMessageException(400, text, BadMessageException.REQUEST_HEADERS);
    }

    Host host() {
        return host;
    }

    long contentLength() {
        return contentLength;
    }

    boolean chunked() {
        return chunked;
    }

    boolean keepAlive(ProtocolVersion version) {
        return keepAliveRequested || !closeRequested && version.atLeast(ProtocolVersion.HTTP_1_1);
    }

    boolean expectContinue() {
        return expectContinue;
    }

    String upgrade() {
        return upgrade;
    }

    boolean hasOwnKey() {
        return ownKey;
    }

    boolean isExtendedConnect() {
        return extendedConnect;
    }
}
