package io.gangway.conf;

/**
 * Thrown for a configuration that nginx would refuse. The message has nginx's wording and ends with
 * {@code in FILE:LINE} if a position is known; {@link #hint()} tells what was probably meant.
 */
public final class ConfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final String hint;

    /** An error at a position; {@code position} is null for errors of the whole configuration. */
    public ConfException(String message, Position position) {
        this(message, position, null);
    }

    /** An error at a position, with a second line for the user. */
    public ConfException(String message, Position position, String hint) {
        super(position == null ? message : message + " in " + position);
        this.position = position;
        this.hint = hint;
    }

    private ConfException(ConfException error, Position position, String hint) {
        super(error.getMessage());
        this.position = position;
        this.hint = hint;
    }

    /** The same error with a second line for the user. */
    public ConfException withHint(String newHint) {
        return new ConfException(this, position, newHint);
    }

    /** The same error for a message of nginx's that names no position: the second line starts with it. */
    public ConfException at(Position where) {
        if (position != null || where == null) {
            return this;
        }
        return new ConfException(this, where, "it is in " + where + (hint == null ? "" : "; " + hint));
    }

    /** The position; null when the error has none. */
    public Position position() {
        return position;
    }

    /** A second line for the user, or null. */
    public String hint() {
        return hint;
    }

    /**
     * Whether nginx, perhaps with a module of a third party, might accept it: the message or the hint says that
     * something is not supported.
     */
    public boolean isAboutGangway() {
        return getMessage().contains("by Gangway") || hint != null && hint.contains(" is not supported: ");
    }

    /** The message with the hint, for those who see the exception itself. */
    @Override
    public String toString() {
        return super.toString() + (hint == null ? "" : " (" + hint + ")");
    }
}
