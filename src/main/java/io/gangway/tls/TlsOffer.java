package io.gangway.tls;

import io.gangway.tls.openssl.CipherList;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What an engine negotiates with, on either side. Immutable. */
final class TlsOffer {
    private final String[] protocols;
    private final String[] ciphers;

    TlsOffer(TlsProtocols protocols, CipherList ciphers) {
        this.protocols = protocols.jsse();
        this.ciphers = ciphers.jsse();
    }

    /** The parameters of an engine with this offer, to be completed and given to it. */
    SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(ciphers);
        return parameters;
    }
}
