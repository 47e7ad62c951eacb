package io.gangway.http2;

/**
 * What ends a whole connection. The message is nginx's log text; there is no stack trace: it is an answer, not a fault of the
 * program.
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
