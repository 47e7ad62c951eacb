package io.gangway.tls;

/** The status of a certificate cannot be found out; the message is for the error log, in nginx's words where it has them. */
final class OcspException extends Exception {
    private static final long serialVersionUID = 1;

    OcspException(String message) {
        super(message);
    }

    OcspException(String message, Throwable cause) {
        super(message + " (" + (cause.getMessage() == null ? cause.toString() : cause.getMessage()) + ")", cause);
    }
}
