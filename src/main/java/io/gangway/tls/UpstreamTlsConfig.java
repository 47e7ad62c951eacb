package io.gangway.tls;

import io.gangway.tls.openssl.CipherList;
import io.gangway.tls.openssl.TlsException;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** TLS of an upstream leg, as the {@code proxy_ssl_*} directives have it. Immutable; safe for any thread. */
final class UpstreamTlsConfig {
    private static final int MAX_SESSIONS = 128;

    private final SSLContext context;
    private final TlsOffer offer;
    private final boolean sendName;
    private final boolean reuseSessions;
    private final AtomicInteger engines = new AtomicInteger();

    private UpstreamTlsConfig(Builder builder) {
        this.offer = new TlsOffer(builder.protocols, builder.ciphers);
        this.sendName = builder.sendName;
        this.reuseSessions = builder.reuseSessions;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(
                    builder.credential == null
                            ? new KeyManager[0]
                            : new KeyManager[] {new ClientKeyManager(builder.credential)},
                    new TrustManager[] {new PeerTrustManager(builder.verifier, List.of())},
                    null);
        } catch (GeneralSecurityException e) {
            throw new TlsException("the JVM has no TLS: " + e.getMessage(), e);
        }
        // The JVM keeps each session that it was offered, and only the last one of a peer is of use.
        // https://bugs.openjdk.org/browse/JDK-8328608: before JDK 24 only the last session of a host and port is found.
        // The bound can go when the JDK drops sessions that it will not resume.
        context.getClientSessionContext().setSessionCacheSize(reuseSessions ? MAX_SESSIONS : 1);
    }

    /** Starts with nginx's defaults: no verification, no SNI. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A new engine in client mode. When verification is on and fails, its handshake fails with an SSLException whose message is
     * nginx's, {@code upstream SSL certificate verify error: (20:unable to get local issuer certificate)} or
     * {@code upstream SSL certificate does not match "name"}; the log adds {@code while SSL handshaking to upstream}.
     *
     * @param name {@code proxy_ssl_name}: sent by SNI when that is on, and looked for in the certificate
     * @param port of the peer; sessions are reused for the same name and port
     */
    public SSLEngine newEngine(String name, int port) {
        // JSSE finds a session by name and port: by a port that no other engine had it finds none.
        SSLEngine engine = context.createSSLEngine(name, reuseSessions ? port : engines.getAndIncrement());
        engine.setUseClientMode(true);
        SSLParameters parameters = offer.parameters(engine);
        // An empty list keeps JSSE from sending the engine's host on its own.
        // https://github.com/netty/netty/pull/8178: a client engine of the JDK sends its peer's host by SNI.
        // The empty list can go when an engine has a host for sessions and another one for SNI.
        parameters.setServerNames(sendName && isHostName(name) ? List.of(new SniHostName(name)) : List.of());
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** SNI carries no addresses (RFC 6066 section 3). */
    private static boolean isHostName(String name) {
        return !name.isEmpty() && name.indexOf(':') < 0 && !name.matches("[0-9]+(\\.[0-9]+){3}");
    }

    /** Collects the settings. */
    public static final class Builder {
        private TlsProtocols protocols = TlsProtocols.DEFAULT;
        private CipherList ciphers = CipherList.of("DEFAULT");
        private boolean sendName;
        private boolean reuseSessions = true;
        private Verifier verifier;
        private Revocation revocation;
        private Credential credential;

        private Builder() {}

        /** {@code proxy_ssl_protocols}. */
        public Builder protocols(TlsProtocols protocols) {
            this.protocols = protocols;
            return this;
        }

        /** {@code proxy_ssl_ciphers}. */
        public Builder ciphers(CipherList ciphers) {
            this.ciphers = ciphers;
            return this;
        }

        /** {@code proxy_ssl_server_name}: whether the name is sent by SNI. */
        public Builder sendName(boolean send) {
            this.sendName = send;
            return this;
        }

        /** {@code proxy_ssl_crl}; before {@link #verify}. */
        public Builder revoked(List<X509CRL> lists) {
            this.revocation = new Revocation(List.copyOf(lists));
            return this;
        }

        /**
         * {@code proxy_ssl_verify on}.
         *
         * @param trusted {@code proxy_ssl_trusted_certificate}
         * @param depth {@code proxy_ssl_verify_depth}: certificates between the peer's own and the root
         */
        public Builder verify(List<X509Certificate> trusted, int depth) {
            this.verifier = new Verifier(trusted, depth, Verifier.SERVER, revocation);
            return this;
        }

        /** {@code proxy_ssl_certificate} with its key. */
        public Builder credential(Credential credential) {
            this.credential = credential;
            return this;
        }

        /** {@code proxy_ssl_session_reuse}. */
        public Builder reuseSessions(boolean reuse) {
            this.reuseSessions = reuse;
            return this;
        }

        /** Builds it. */
        public UpstreamTlsConfig build() {
            return new UpstreamTlsConfig(this);
        }
    }
}
