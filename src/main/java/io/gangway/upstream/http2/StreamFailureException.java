package io.gangway.upstream.http2;

import java.io.IOException;

/**
 * The upstream has broken off a stream, or its connection. The message is nginx's log text, without the action. It has no
 * stack trace: it is an expected event, not a programming error.
 */
public final class StreamFailureException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean unprocessed;

    private StreamFailureException(String message, boolean unprocessed) {
        super(message);
        this.unprocessed = unprocessed;
    }

    /** The upstream has rejected the request, or violated the protocol. */
    static StreamFailureException rejected(String message) {
        return new StreamFailureException(message, false);
    }

    /** The upstream says that it has not processed the request, so that it may be sent again (RFC 9113, 8.7). */
    static StreamFailureException unprocessed(String message) {
        return new StreamFailureException(message, true);
    }

    /** Whether the request was not processed. */
    public boolean isUnprocessed() {
        return unprocessed;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
