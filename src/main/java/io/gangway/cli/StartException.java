package io.gangway.cli;

/** A start, reload or signal that failed, with nginx's message and level. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String level;
    private final String hint;

    StartException(String level, String message) {
        this(level, message, null);
    }

    StartException(String level, String message, String hint) {
        super(message);
        this.level = level;
        this.hint = hint;
    }

    /** A second line with the probable cause, or null. */
    String hint() {
        return hint;
    }

    /** A level of {@code error_log}: {@code error}, {@code alert}, {@code emerg}. */
    String level() {
        return level;
    }
}
