package io.gangway.tls;

import io.gangway.tls.openssl.TlsException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Explains messages in OpenSSL's wording, for the second line of an error. */
final class TlsHint {
    private TlsHint() {}

    /** The explanation; null where the message is clear by itself. */
    static String of(TlsException failure) {
        if (failure.getCause() instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (failure.getCause() instanceof AccessDeniedException) {
            return "the user who runs Gangway may not read the file";
        }
        String message = failure.getMessage();
        if (message.contains("PEM_read_bio_X509_CRL") || message.contains("Expecting: X509 CRL")) {
            return "the file holds no revocation list in PEM form (-----BEGIN X509 CRL-----)";
        }
        if (message.contains("PEM_read_bio_X509_AUX")) {
            return "the file holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)";
        }
        if (message.contains("key values mismatch")) {
            return "the key does not belong to the certificate";
        }
        if (message.contains("No supported data to decode")) {
            return "the file holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)";
        }
        return null;
    }
}
