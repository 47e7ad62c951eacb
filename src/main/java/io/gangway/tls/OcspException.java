package io.gangway.tls;

/** The status of a certificate cannot be found out; the message is for the error log, in nginx's words where it has them. */
final class OcspException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean busy;

    OcspException(String message) {
        super(message);
        busy = false;
    }

    OcspException(String message, Throwable cause) {
        super(message + " (" + (cause.getMessage() == null ? cause.toString() : cause.getMessage()) + ")", cause);
        busy = false;
    }

    private OcspException() {
        super("too many OCSP requests are running");
        busy = true;
    }

    /** There is no turn for the check now. */
    static OcspException busy() {
        return new OcspException();
    }

    boolean isBusy() {
        return busy;
    }
}
