package io.gangway.server;

/** A port that can't be had; the message is nginx's. */
public final class BindException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BindException(String message, Throwable cause) {
        super(message, cause);
    }
}
