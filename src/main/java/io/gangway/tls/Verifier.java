package io.gangway.tls;

import io.gangway.tls.openssl.VerifyResult;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Verifies a certificate chain against trusted certificates as OpenSSL does, up to a trusted self-signed certificate.
 * It builds the path itself, to give OpenSSL's results; the JVM's PKIX validator makes the final check.
 */
final class Verifier {
    static final String SERVER = "1.3.6.1.5.5.7.3.1";
    static final String CLIENT = "1.3.6.1.5.5.7.3.2";

    private final List<X509Certificate> trusted;
    private final int depth;
    private final String purpose;
    /** Null without revocation lists. */
    private final Revocation revocation;

    /**
     * Creates a verifier.
     *
     * @param depth maximum number of certificates between the peer's own and the trusted one
     * @param purpose {@link #SERVER} or {@link #CLIENT}
     * @param revocation null without revocation lists
     */
    Verifier(Collection<X509Certificate> trusted, int depth, String purpose, Revocation revocation) {
        this.trusted = List.copyOf(trusted);
        this.depth = depth;
        this.purpose = purpose;
        this.revocation = revocation;
    }

    VerifyResult verify(List<X509Certificate> presented) {
        List<X509Certificate> path = new ArrayList<>(List.of(presented.get(0)));
        VerifyResult built = build(path, presented);
        if (built != VerifyResult.OK) {
            return built;
        }
        VerifyResult revoked = revocation == null ? VerifyResult.OK : revocation.check(path);
        if (revoked != VerifyResult.OK) {
            return revoked;
        }
        VerifyResult dates = dates(path);
        if (dates != VerifyResult.OK) {
            return dates;
        }
        return suits(path) ? validate(path) : VerifyResult.BAD_PURPOSE;
    }

    /** The path of a chain that is {@link VerifyResult#OK}, from the peer's certificate to the root. */
    List<X509Certificate> path(List<X509Certificate> presented) {
        List<X509Certificate> path = new ArrayList<>(List.of(presented.get(0)));
        build(path, presented);
        return path;
    }

    /**
     * Extends the path up to a trusted root, by names and key identifiers, as OpenSSL does. Only signatures by trusted
     * keys are checked here: checking a key that the peer has chosen may take a tenth of a second. The rest is
     * validated when the path is complete.
     */
    private VerifyResult build(List<X509Certificate> path, List<X509Certificate> presented) {
        boolean lastIsTrusted = false;
        while (true) {
            X509Certificate last = path.get(path.size() - 1);
            if (KeyIdentifier.mayIssue(last, last)) {
                return trusted.contains(last)
                        ? VerifyResult.OK
                        : path.size() == 1 ? VerifyResult.SELF_SIGNED : VerifyResult.SELF_SIGNED_IN_CHAIN;
            }
            X509Certificate issuer = issuer(last, trusted, path, Verifier::isSigned);
            boolean issuerIsTrusted = issuer != null;
            if (issuer == null) {
                issuer = issuer(last, presented, path, (candidate, certificate) -> true);
            }
            if (issuer == null) {
                return path.size() == 1
                        ? VerifyResult.FIRST_UNVERIFIED
                        : lastIsTrusted ? VerifyResult.NO_ISSUER : VerifyResult.NO_LOCAL_ISSUER;
            }
            if (path.size() > depth && !KeyIdentifier.mayIssue(issuer, issuer)) {
                return VerifyResult.NO_LOCAL_ISSUER;
            }
            path.add(issuer);
            lastIsTrusted = issuerIsTrusted;
        }
    }

    private static X509Certificate issuer(
            X509Certificate certificate,
            List<X509Certificate> candidates,
            List<X509Certificate> path,
            BiPredicate<X509Certificate, X509Certificate> also) {
        for (X509Certificate candidate : candidates) {
            if (!path.contains(candidate)
                    && KeyIdentifier.mayIssue(candidate, certificate)
                    && also.test(candidate, certificate)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean isSigned(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            // The same name with another key: not the issuer.
            return false;
        }
    }

    private static VerifyResult dates(List<X509Certificate> path) {
        Date now = new Date();
        for (X509Certificate certificate : path) {
            if (now.before(certificate.getNotBefore())) {
                return VerifyResult.NOT_YET_VALID;
            }
            if (now.after(certificate.getNotAfter())) {
                return VerifyResult.EXPIRED;
            }
        }
        return VerifyResult.OK;
    }

    private boolean suits(List<X509Certificate> path) {
        for (int i = 1; i < path.size() - 1; i++) {
            if (path.get(i).getBasicConstraints() < 0) {
                return false;
            }
        }
        try {
            List<String> uses = path.get(0).getExtendedKeyUsage();
            return uses == null || uses.contains(purpose);
        } catch (GeneralSecurityException e) {
            // An extension that cannot be read permits nothing.
            return false;
        }
    }

    private static VerifyResult validate(List<X509Certificate> path) {
        if (path.size() == 1) {
            return VerifyResult.OK;
        }
        try {
            X509Certificate root = path.get(path.size() - 1);
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            var chain = CertificateFactory.getInstance("X.509").generateCertPath(path.subList(0, path.size() - 1));
            CertPathValidator.getInstance("PKIX").validate(chain, parameters);
            return VerifyResult.OK;
        } catch (GeneralSecurityException e) {
            boolean signature = e instanceof CertPathValidatorException invalid
                    && invalid.getReason() == CertPathValidatorException.BasicReason.INVALID_SIGNATURE;
            // OpenSSL has no code for failures that only PKIX finds: weak algorithms, name constraints, policies.
            return signature ? VerifyResult.SIGNATURE : VerifyResult.UNSPECIFIED;
        }
    }
}
