package io.gangway.tls.openssl;

/**
 * Thrown for TLS settings that nginx would reject; the message has nginx's and OpenSSL's wording, without file and
 * line.
 */
public final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TlsException(String message) {
        super(message);
    }

    public TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
