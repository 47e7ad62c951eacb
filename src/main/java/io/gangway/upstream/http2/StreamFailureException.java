package io.gangway.upstream.http2;

import java.io.IOException;

/**
 * The upstream has broken off a stream, or its connection. The message is nginx's log text, without the action. It has no
 * stack trace: it is an expected event, not a programming error.
 */
public final class StreamFailureException extends IOException {
    private static final long serialVersionUID = 1L;

    private enum Kind {
        REJECTED,
        UNPROCESSED,
        REFUSED
    }

    private final Kind kind;

    private StreamFailureException(String message, Kind kind) {
        super(message);
        this.kind = kind;
    }

    /** The upstream has rejected the request, or violated the protocol. */
    static StreamFailureException rejected(String message) {
        return new StreamFailureException(message, Kind.REJECTED);
    }

    /** The upstream says that it has not processed the request, so that it may be sent again (RFC 9113, 8.7). */
    static StreamFailureException unprocessed(String message) {
        return new StreamFailureException(message, Kind.UNPROCESSED);
    }

    /** The upstream has refused the request before it processed it (REFUSED_STREAM; RFC 9113, 8.7). */
    static StreamFailureException refused(String message) {
        return new StreamFailureException(message, Kind.REFUSED);
    }

    /** Whether the request was not processed. */
    public boolean isUnprocessed() {
        return kind != Kind.REJECTED;
    }

    /** Whether the upstream could have processed the request, and did not want to. */
    public boolean isRefused() {
        return kind == Kind.REFUSED;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
