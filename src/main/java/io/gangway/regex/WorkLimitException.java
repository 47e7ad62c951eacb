package io.gangway.regex;

/** Thrown when the work of a match is used up. */
final class WorkLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkLimitException() {
        super(null, null, false, false);
    }
}
