package io.gangway.ssi;

/** Thrown for a command that cannot be executed; the message is nginx's. */
final class SsiException extends Exception {
    private static final long serialVersionUID = 1L;

    SsiException(String message) {
        super(message, null, false, false);
    }
}
