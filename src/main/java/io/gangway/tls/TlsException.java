package io.gangway.tls;

/** A TLS setting that nginx would refuse; the message has nginx's and OpenSSL's wording, without file and line. */
final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
