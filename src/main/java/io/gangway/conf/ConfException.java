package io.gangway.conf;

/**
 * A configuration that nginx would refuse. The message has nginx's wording and ends with {@code in FILE:LINE} where a
 * place is known; {@link #hint()} says what was probably meant.
 */
public final class ConfException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Position position;
    private final String hint;

    /** An error at a place; {@code position} may be null for errors of the whole configuration. */
    public ConfException(String message, Position position) {
        this(message, position, null);
    }

    /** An error at a place, with a second line for the user. */
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

    /** The same error, where nginx's message names no place: the second line begins with it. */
    public ConfException seenAt(Position where) {
        if (position != null || where == null) {
            return this;
        }
        return new ConfException(this, where, "it is in " + where + (hint == null ? "" : "; " + hint));
    }

    /** Where; null when the error belongs to no place. */
    public Position position() {
        return position;
    }

    /** A second line for the user, or null. */
    public String hint() {
        return hint;
    }

    /** With the hint, for those who see the exception itself. */
    @Override
    public String toString() {
        return super.toString() + (hint == null ? "" : " (" + hint + ")");
    }
}
