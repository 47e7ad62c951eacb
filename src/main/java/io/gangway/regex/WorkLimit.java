package io.gangway.regex;

/** Thrown when the work of a match is used up. */
final class WorkLimit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WorkLimit() {
        super(null, null, false, false);
    }
}
