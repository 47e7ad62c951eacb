package io.gangway.tls;

import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What an engine negotiates with, on either side. Immutable. */
final class TlsOffer {
    private final String[] protocols;
    private final String[] ciphers;
    private final String[] alpn;

    /**
     * The same for many engines.
     *
     * @param alpn the protocols of ALPN (RFC 7301), the preferred one first; empty for none
     */
    TlsOffer(TlsProtocols protocols, CipherList ciphers, List<String> alpn) {
        this.protocols = protocols.jsse();
        this.ciphers = ciphers.jsse();
        this.alpn = alpn.toArray(String[]::new);
    }

    /** The parameters of an engine with this offer, to be completed and given to it. */
    SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(ciphers);
        parameters.setApplicationProtocols(alpn);
        return parameters;
    }
}
