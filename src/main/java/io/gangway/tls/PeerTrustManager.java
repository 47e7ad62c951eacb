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
 * Judges the other side's certificate. An upstream that fails ends the handshake; a client that fails does not, because nginx
 * answers it with 400 over the connection that it has.
 */
final class PeerTrustManager extends X509ExtendedTrustManager {
    private final Verifier verifier;
    private final X509Certificate[] named;

    /**
     * Trusts by this verifier.
     *
     * @param verifier null accepts everybody
     * @param named the authorities that a server tells its clients
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
        // Judged after the handshake, see ServerTlsContext.verify.
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
