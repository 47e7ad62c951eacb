package io.gangway.tls;

import io.gangway.tls.pem.Der;
import java.security.InvalidKeyException;
import java.security.cert.X509Certificate;
import java.util.Arrays;

/** Compares the key identifiers of certificates (RFC 5280, sections 4.2.1.1 and 4.2.1.2). */
final class KeyIdentifier {
    private static final String OF_SUBJECT = "2.5.29.14";
    private static final String OF_AUTHORITY = "2.5.29.35";
    private static final int KEY_IDENTIFIER = 0x80;

    private KeyIdentifier() {}

    /** Whether the names match, and the key identifiers too where both certificates have one. */
    static boolean mayIssue(X509Certificate issuer, X509Certificate certificate) {
        if (!issuer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        byte[] required = authority(certificate);
        byte[] actual = required == null ? null : subject(issuer);
        return actual == null || Arrays.equals(required, actual);
    }

    private static byte[] subject(X509Certificate certificate) {
        byte[] value = certificate.getExtensionValue(OF_SUBJECT);
        try {
            return value == null
                    ? null
                    : new Der(value).enter(Der.OCTETS).enter(Der.OCTETS).bytes();
        } catch (InvalidKeyException e) {
            // An extension that cannot be read counts as missing.
            return null;
        }
    }

    private static byte[] authority(X509Certificate certificate) {
        byte[] value = certificate.getExtensionValue(OF_AUTHORITY);
        try {
            Der identifier =
                    value == null ? null : new Der(value).enter(Der.OCTETS).enter(Der.SEQUENCE);
            boolean present = identifier != null && identifier.hasMore() && identifier.tag() == KEY_IDENTIFIER;
            return present ? identifier.enter(KEY_IDENTIFIER).bytes() : null;
        } catch (InvalidKeyException e) {
            // An extension that cannot be read counts as missing.
            return null;
        }
    }
}
