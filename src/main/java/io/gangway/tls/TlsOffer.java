package io.gangway.tls;

import io.gangway.tls.openssl.CipherList;
import io.gangway.tls.openssl.TlsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** The protocols and ciphers that an engine offers, as client or server. Immutable. */
public final class TlsOffer {
    /** {@code TLSv1.2 TLSv1.3}, the default of nginx. */
    static final Set<String> DEFAULT_PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");

    private final String[] protocols;
    private final String[] ciphers;

    /**
     * Creates an offer. The JVM has no SSLv2, and disables SSLv3, TLSv1 and TLSv1.1 by its property
     * {@code jdk.tls.disabledAlgorithms}: these names are accepted, but a handshake with nothing else fails.
     *
     * @param protocols the arguments of {@code ssl_protocols}; empty: the default
     * @param ciphers the list of {@code ssl_ciphers}
     * @throws TlsException when the list contains no supported cipher
     */
    public TlsOffer(Set<String> protocols, String ciphers) {
        List<String> names = new ArrayList<>(protocols.isEmpty() ? DEFAULT_PROTOCOLS : protocols);
        names.remove("SSLv2");
        this.protocols = names.isEmpty() ? new String[] {"SSLv3"} : names.toArray(String[]::new);
        this.ciphers = CipherList.of(ciphers).jsse();
    }

    /** The parameters of an engine with this offer. The caller completes and sets them. */
    public SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(ciphers);
        return parameters;
    }
}
