package io.gangway.content;

/** A request body that cannot be had whole. */
public final class RequestBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * @param status the answer that this deserves (400, 408, 413), or 0 when the client is gone
     * @param message for the error log, nginx's wording
     */
    public RequestBodyException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }
}
