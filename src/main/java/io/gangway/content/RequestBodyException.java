package io.gangway.content;

/** The request body cannot be read completely. */
public final class RequestBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status of the response (400, 408, 413, 500), or 0 when the client has closed the connection
     * @param message for the error log, in nginx's wording
     */
    public RequestBodyException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
