package io.gangway.tls;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * {@code ssl_ocsp} of a server: checks the certificates of clients by OCSP.
 *
 * @param leafOnly whether only the client's own certificate is checked
 * @param responder {@code ssl_ocsp_responder}; null for those that the certificates name
 * @param cache {@code ssl_ocsp_cache}
 */
record Ocsp(boolean leafOnly, URI responder, OcspCache cache) {
    /** Of all servers. */
    static final OcspTurns TURNS = new OcspTurns();

    /** The values of {@code ssl_ocsp}. */
    enum Extent {
        OFF,
        /** All certificates but the root. */
        ALL,
        LEAF
    }

    /**
     * The status of a client's certificate and of the intermediate ones. Blocks.
     *
     * @param path from the client's certificate to the root
     * @throws OcspException also if there is no turn to ask a responder now, see {@link OcspTurns}
     */
    OcspStatus check(List<X509Certificate> path) throws OcspException {
        int count = leafOnly ? Math.min(1, path.size() - 1) : path.size() - 1;
        try (OcspTurns.Turn turn = TURNS.new Turn()) {
            for (int i = 0; i < count; i++) {
                OcspStatus status = check(new OcspCertificate(path.get(i), path.get(i + 1)), turn);
                if (status != OcspStatus.GOOD) {
                    return status;
                }
            }
            return OcspStatus.GOOD;
        }
    }

    private OcspStatus check(OcspCertificate certificate, OcspTurns.Turn turn) throws OcspException {
        URI asked = responder;
        if (asked == null) {
            String named = certificate.responder();
            if (named == null) {
                throw new OcspException("no OCSP responder URL in certificate");
            }
            asked = OcspResponder.parse(named, "certificate");
        }
        byte[] id = certificate.certId();
        byte[] cached = cache.get(id);
        OcspStatus known = cached == null ? null : current(certificate, cached);
        if (known != null) {
            return known;
        }
        turn.take();
        byte[] response = OcspResponder.ask(asked, certificate.request());
        OcspStatus status = certificate.status(response);
        cache.put(id, response);
        return status;
    }

    /** The status by a response of the cache; null if it is out of date. */
    private static OcspStatus current(OcspCertificate certificate, byte[] response) {
        try {
            return certificate.status(response);
        } catch (OcspException e) {
            // A new one is asked for.
            return null;
        }
    }
}
