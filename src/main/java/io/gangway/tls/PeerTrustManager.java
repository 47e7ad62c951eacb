package io.gangway.tls;

import io.gangway.tls.openssl.HostMatch;
import io.gangway.tls.openssl.VerifyResult;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Verifies the peer's certificate. A failure ends the handshake with an upstream, but not with a client, to which nginx
 * responds with status 400 over the connection.
 */
final class PeerTrustManager extends X509ExtendedTrustManager {
    private final Verifier verifier;
    private final X509Certificate[] named;

    /**
     * Creates a trust manager.
     *
     * @param verifier null to accept every peer
     * @param named the authorities whose names a server sends to its clients
     */
    PeerTrustManager(Verifier verifier, List<X509Certificate> named) {
        this.verifier = verifier;
        this.named = named.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (verifier == null) {
            return;
        }
        VerifyResult result = verifier.verify(List.of(chain));
        if (result != VerifyResult.OK) {
            throw new CertificateException("upstream SSL certificate verify error: (" + result + ")");
        }
        if (!HostMatch.matches(chain[0], engine.getPeerHost())) {
            throw new CertificateException("upstream SSL certificate does not match \"" + engine.getPeerHost() + "\"");
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        // Verified after the handshake, see ServerTlsContext.verify.
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return named.clone();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("no engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("no engine");
    }
}
