package io.gangway.tls;

import io.gangway.tls.openssl.VerifyResult;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;

/**
 * Checks certificates against the lists of {@code ssl_crl} and {@code proxy_ssl_crl}. As in OpenSSL, each certificate
 * of the path, the root included, needs a list of its issuer (RFC 5280, section 6.3). Immutable.
 */
record Revocation(List<X509CRL> lists) {
    /** Returns the last failure of the path, as OpenSSL does. The path leads from the peer to the root. */
    VerifyResult check(List<X509Certificate> path) {
        VerifyResult last = VerifyResult.OK;
        for (int i = 0; i < path.size(); i++) {
            X509Certificate issuer = path.get(Math.min(i + 1, path.size() - 1));
            VerifyResult result = check(path.get(i), issuer);
            if (result != VerifyResult.OK) {
                last = result;
            }
        }
        return last;
    }

    private VerifyResult check(X509Certificate certificate, X509Certificate issuer) {
        X509CRL list = newest(certificate);
        if (list == null) {
            return VerifyResult.NO_CRL;
        }
        try {
            list.verify(issuer.getPublicKey());
        } catch (GeneralSecurityException e) {
            return VerifyResult.CRL_SIGNATURE;
        }
        Date now = new Date();
        if (now.before(list.getThisUpdate())) {
            return VerifyResult.CRL_NOT_YET_VALID;
        }
        if (list.getNextUpdate() != null && now.after(list.getNextUpdate())) {
            return VerifyResult.CRL_EXPIRED;
        }
        return list.isRevoked(certificate) ? VerifyResult.REVOKED : VerifyResult.OK;
    }

    private X509CRL newest(X509Certificate certificate) {
        X509CRL newest = null;
        for (X509CRL list : lists) {
            boolean fits = list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal());
            if (fits && (newest == null || list.getThisUpdate().after(newest.getThisUpdate()))) {
                newest = list;
            }
        }
        return newest;
    }
}
