package io.gangway.http2.frame;

/**
 * An error that ends a whole connection. The message is nginx's log text. It has no stack trace: it is an expected
 * event, not a programming error.
 */
public final class Http2ConnectionException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int code;

    /**
     * @param code one of {@link ErrorCode}, for the GOAWAY
     * @param message nginx's log text
     */
    public Http2ConnectionException(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    /** One of {@link ErrorCode}. */
    public int code() {
        return code;
    }
}
