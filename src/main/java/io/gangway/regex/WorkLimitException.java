package io.gangway.regex;

/** Thrown when a match exceeds its limit. */
final class WorkLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkLimitException() {
        super(null, null, false, false);
    }
}
