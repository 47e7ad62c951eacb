package io.gangway.net;

/** A port that can't be had; the message is nginx's. */
public final class PortUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public PortUnavailableException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** A second line for the user, with what is probably the cause; null when nothing is known. */
    public String hint() {
        return hint;
    }
}
