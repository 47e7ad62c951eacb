package io.gangway.explain;

/** A request that cannot be explained: a broken URL, a bad field, an address without a {@code listen}. */
public final class ExplainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception; the message is for the user. */
    public ExplainException(String message) {
        super(message, null, false, false);
    }
}
