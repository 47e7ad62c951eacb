package io.gangway.tls;

import io.gangway.tls.openssl.CipherList;
import io.gangway.tls.openssl.TlsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** What an engine negotiates with, on either side. Immutable. */
public final class TlsOffer {
    /** {@code TLSv1.2 TLSv1.3}, the default of nginx. */
    static final Set<String> DEFAULT_PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final String[] protocols;
    private final String[] ciphers;

    /**
     * Makes it of the words of a configuration. The JVM has no SSLv2, and disables SSLv3, TLSv1 and TLSv1.1 by its property {@code
     * jdk.tls.disabledAlgorithms}: these words are accepted, and a handshake that has nothing else fails.
     *
     * @param protocols the words of {@code ssl_protocols}; empty: the default
     * @param ciphers the list of {@code ssl_ciphers}
     * @throws TlsException when nothing is left of the list
     */
    public TlsOffer(Set<String> protocols, String ciphers) {
        List<String> names = new ArrayList<>(protocols.isEmpty() ? DEFAULT_PROTOCOLS : protocols);
        names.remove("SSLv2");
        this.protocols = names.isEmpty() ? new String[] {"SSLv3"} : names.toArray(String[]::new);
        this.ciphers = CipherList.of(ciphers).jsse();
    }

    /** The parameters of an engine with this offer, to be completed and given to it. */
    public SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(ciphers);
        return parameters;
    }
}
