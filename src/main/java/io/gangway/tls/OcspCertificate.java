package io.gangway.tls;

import io.gangway.tls.pem.Der;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A certificate whose status is asked for: the request (RFC 6960, 4.1.1) and the check of the response, which the JVM's
 * PKIX validator makes.
 *
 * @param certificate the certificate
 * @param issuer its issuer, which is trusted
 */
record OcspCertificate(X509Certificate certificate, X509Certificate issuer) {
    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final byte[] OCSP = {0x2b, 6, 1, 5, 5, 7, 0x30, 1};
    /** SHA-1 without parameters. */
    private static final byte[] SHA1 = {0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0};

    private static final int BIT_STRING = 3;
    private static final int URI_NAME = 0x86;

    /** The responder that the certificate names; null for none. */
    String responder() {
        byte[] value = certificate.getExtensionValue(AUTHORITY_INFORMATION);
        if (value == null) {
            return null;
        }
        try {
            Der all = new Der(value).enter(Der.OCTETS).enter(Der.SEQUENCE);
            while (all.hasMore()) {
                Der description = all.enter(Der.SEQUENCE);
                boolean isOcsp = Arrays.equals(description.enter(Der.OID).bytes(), OCSP);
                if (isOcsp && description.tag() == URI_NAME) {
                    return new String(description.enter(URI_NAME).bytes(), StandardCharsets.ISO_8859_1);
                }
            }
            return null;
        } catch (InvalidKeyException e) {
            // An extension that cannot be read counts as missing.
            return null;
        }
    }

    /** The request for the status, in DER. */
    byte[] request() throws OcspException {
        return sequence(sequence(sequence(sequence(certId()))));
    }

    /** What identifies the certificate in requests and responses, in DER. */
    byte[] certId() throws OcspException {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            byte[] name = sha1.digest(issuer.getSubjectX500Principal().getEncoded());
            Der info = new Der(issuer.getPublicKey().getEncoded()).enter(Der.SEQUENCE);
            info.enter(Der.SEQUENCE);
            byte[] bits = info.enter(BIT_STRING).bytes();
            // The first byte is the number of unused bits.
            byte[] key = sha1.digest(Arrays.copyOfRange(bits, 1, bits.length));
            return sequence(
                    SHA1,
                    Der.element(Der.OCTETS, name),
                    Der.element(Der.OCTETS, key),
                    Der.element(Der.INTEGER, certificate.getSerialNumber().toByteArray()));
        } catch (GeneralSecurityException e) {
            throw new OcspException("cannot create an OCSP request", e);
        }
    }

    /** Checks a response, its signature and its time. */
    OcspStatus status(byte[] response) throws OcspException {
        try {
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(Set.of(PKIXRevocationChecker.Option.NO_FALLBACK));
            checker.setOcspResponses(Map.of(certificate, response));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
            parameters.addCertPathChecker(checker);
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
            return OcspStatus.GOOD;
        } catch (CertPathValidatorException e) {
            if (e.getReason() == BasicReason.REVOKED) {
                return OcspStatus.REVOKED;
            }
            if (String.valueOf(e.getMessage()).contains("status is unknown")) {
                return OcspStatus.UNKNOWN;
            }
            throw new OcspException("OCSP response not successful", e);
        } catch (GeneralSecurityException e) {
            throw new OcspException("OCSP response cannot be verified", e);
        }
    }

    private static byte[] sequence(byte[]... parts) {
        return Der.element(Der.SEQUENCE, parts);
    }
}
