package io.gangway.ssi;

/** A command that can't be carried out; the message is nginx's. */
final class SsiException extends Exception {
    private static final long serialVersionUID = 1L;

    SsiException(String message) {
        super(message, null, false, false);
    }
}
