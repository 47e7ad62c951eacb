package io.gangway.net;

/** A port can't be opened; the message is nginx's. */
public final class PortUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public PortUnavailableException(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** A second line for the user with the probable cause; null when it is unknown. */
    public String hint() {
        return hint;
    }
}
