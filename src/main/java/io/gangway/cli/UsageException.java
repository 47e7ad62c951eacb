package io.gangway.cli;

/** A command line that nginx would refuse; the message has nginx's wording. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
