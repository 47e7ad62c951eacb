package io.gangway.dev;

/** An invalid option; the message is for the user. */
public final class DevUsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DevUsageException(String message) {
        super(message);
    }
}
