package io.gangway.cli;

/** Why the process cannot do what it was asked for, in nginx's words, with the level that nginx gives it. */
final class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String level;

    StartException(String level, String message) {
        super(message);
        this.level = level;
    }

    /** A level of {@code error_log}: {@code error}, {@code alert}, {@code emerg}. */
    String level() {
        return level;
    }
}
