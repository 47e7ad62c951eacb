package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.tls.openssl.VerifyResult;
import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

/** Limits of what a peer can make a verifier do. */
class VerifierTest {
    private final AtomicInteger checks = new AtomicInteger();

    /** A certificate whose key is slow to check, and whose signature never matches. */
    private final class Costly extends X509Certificate {
        private static final long serialVersionUID = 1L;

        private final String subject;
        private final byte number;

        Costly(String subject, int number) {
            this.subject = subject;
            this.number = (byte) number;
        }

        @Override
        public void verify(PublicKey key) throws SignatureException {
            checks.incrementAndGet();
            throw new SignatureException("wrong");
        }

        @Override
        public void verify(PublicKey key, String provider) throws SignatureException {
            verify(key);
        }

        @Override
        public X500Principal getSubjectX500Principal() {
            return new X500Principal(subject);
        }

        @Override
        public X500Principal getIssuerX500Principal() {
            return new X500Principal("CN=same");
        }

        @Override
        public byte[] getEncoded() {
            return new byte[] {number};
        }

        @Override
        public void checkValidity() {}

        @Override
        public void checkValidity(Date date) {}

        @Override
        public int getVersion() {
            return 3;
        }

        @Override
        public BigInteger getSerialNumber() {
            return BigInteger.ONE;
        }

        @Override
        public Principal getIssuerDN() {
            return getIssuerX500Principal();
        }

        @Override
        public Principal getSubjectDN() {
            return getSubjectX500Principal();
        }

        @Override
        public Date getNotBefore() {
            return new Date(0);
        }

        @Override
        public Date getNotAfter() {
            return new Date(Long.MAX_VALUE);
        }

        @Override
        public byte[] getTBSCertificate() {
            return getEncoded();
        }

        @Override
        public byte[] getSignature() {
            return getEncoded();
        }

        @Override
        public String getSigAlgName() {
            return "none";
        }

        @Override
        public String getSigAlgOID() {
            return "1.2.3";
        }

        @Override
        public byte[] getSigAlgParams() {
            return null;
        }

        @Override
        public boolean[] getIssuerUniqueID() {
            return null;
        }

        @Override
        public boolean[] getSubjectUniqueID() {
            return null;
        }

        @Override
        public boolean[] getKeyUsage() {
            return null;
        }

        @Override
        public int getBasicConstraints() {
            return 1;
        }

        @Override
        public boolean hasUnsupportedCriticalExtension() {
            return false;
        }

        @Override
        public Set<String> getCriticalExtensionOIDs() {
            return Set.of();
        }

        @Override
        public Set<String> getNonCriticalExtensionOIDs() {
            return Set.of();
        }

        @Override
        public byte[] getExtensionValue(String oid) {
            return null;
        }

        @Override
        public PublicKey getPublicKey() {
            return null;
        }

        @Override
        public String toString() {
            return subject + " " + number;
        }
    }

    @Test
    void no_signature_is_checked_with_an_untrusted_key() {
        List<X509Certificate> presented = new ArrayList<>(List.of(new Costly("CN=leaf", 0)));
        for (int i = 1; i < 10; i++) {
            presented.add(new Costly("CN=same", i));
        }
        Verifier verifier = new Verifier(List.of(new Costly("CN=other", 99)), 9, Verifier.CLIENT, null);
        assertThat(verifier.verify(presented)).isEqualTo(VerifyResult.SELF_SIGNED_IN_CHAIN);
        assertThat(verifier.verify(presented.subList(0, 1))).isEqualTo(VerifyResult.FIRST_UNVERIFIED);
        assertThat(checks).hasValue(0);
    }
}
