package io.gangway.tls;

import io.gangway.tls.openssl.CipherList;
import io.gangway.tls.openssl.TlsException;
import io.gangway.tls.openssl.VerifyResult;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;

/** TLS of one virtual server: its engines, and how it judges its clients. Safe for any thread. */
public final class ServerTlsContext {
    /** The protocols offered by ALPN (RFC 7301), the preferred one first, where nobody says others. */
    private static final String[] ALPN = {"http/1.1", "http/1.0", "http/0.9"};

    private final SSLContext context;
    private final ServerKeyManager keys;
    private final TlsOffer offer;
    private final boolean preferServerCiphers;
    private final boolean resumes;
    private final AtomicLong handshakes = new AtomicLong();
    private final Verifier clients;

    private ServerTlsContext(Builder builder) {
        this.offer = new TlsOffer(builder.protocols, builder.ciphers);
        this.preferServerCiphers = builder.preferServerCiphers;
        this.clients = builder.clients;
        keys = new ServerKeyManager(builder.identity);
        try {
            boolean keeps = builder.sessionCacheSize > 0;
            resumes = keeps || builder.tickets;
            context = TicketProperty.context(!keeps && builder.tickets);
            context.init(
                    new KeyManager[] {keys}, new TrustManager[] {new PeerTrustManager(clients, builder.named)}, null);
        } catch (GeneralSecurityException e) {
            throw new TlsException("the JVM has no TLS: " + e.getMessage(), e);
        }
        SSLSessionContext sessions = context.getServerSessionContext();
        sessions.setSessionTimeout(Math.toIntExact(Math.max(1, builder.sessionTimeout.toSeconds())));
        sessions.setSessionCacheSize(Math.max(1, builder.sessionCacheSize));
    }

    /** A server with nginx's defaults; without an identity each engine has its own. */
    public static Builder builder(Identity identity) {
        return new Builder(identity);
    }

    /** A new engine in server mode, ready for its handshake. */
    public SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine(Long.toString(System.currentTimeMillis()), 0);
        engine.setUseClientMode(false);
        SSLParameters parameters = offer.parameters(engine);
        parameters.setUseCipherSuitesOrder(preferServerCiphers);
        parameters.setApplicationProtocols(ALPN);
        if (clients != null) {
            parameters.setWantClientAuth(true);
        }
        if (!resumes) {
            // JSSE always keeps sessions, but resumes them only where this is what it was.
            parameters.setEndpointIdentificationAlgorithm("handshake " + handshakes.incrementAndGet());
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The same for a server whose certificates are named by variables. */
    SSLEngine newEngine(Identity shown) {
        SSLEngine engine = newEngine();
        keys.show(engine, shown);
        return engine;
    }

    /** When an engine was made, in milliseconds; a server's engine has no use for its peer's host, which keeps it. */
    static long madeAt(SSLEngine engine) {
        return Long.parseLong(engine.getPeerHost());
    }

    /**
     * What this server thinks of the certificate of a client that has one.
     *
     * @param chain the client's certificate and what it sent with it
     * @return null when the client sent none, or when nobody asked for one
     */
    VerifyResult verify(List<X509Certificate> chain) {
        return chain.isEmpty() || clients == null ? null : clients.verify(chain);
    }

    /** Collects the settings; the defaults are nginx's. */
    public static final class Builder {
        private final Identity identity;
        private TlsProtocols protocols = TlsProtocols.DEFAULT;
        private CipherList ciphers = CipherList.of("HIGH:!aNULL:!MD5");
        private boolean preferServerCiphers;
        private Duration sessionTimeout = Duration.ofMinutes(5);
        private int sessionCacheSize;
        private boolean tickets = true;
        private Verifier clients;
        private Revocation revocation;
        private List<X509Certificate> named = List.of();

        private Builder(Identity identity) {
            this.identity = identity;
        }

        /** {@code ssl_protocols}. */
        public Builder protocols(TlsProtocols protocols) {
            this.protocols = protocols;
            return this;
        }

        /** {@code ssl_ciphers}. */
        public Builder ciphers(CipherList ciphers) {
            this.ciphers = ciphers;
            return this;
        }

        /** {@code ssl_prefer_server_ciphers}. */
        public Builder preferServerCiphers(boolean prefer) {
            this.preferServerCiphers = prefer;
            return this;
        }

        /** {@code ssl_session_timeout}, in whole seconds, at least one. */
        public Builder sessionTimeout(Duration timeout) {
            this.sessionTimeout = timeout;
            return this;
        }

        /** {@code ssl_session_tickets}; none are given where sessions are kept, so that these end in time. */
        public Builder tickets(boolean give) {
            this.tickets = give;
            return this;
        }

        /** How many sessions are kept; 0: none. */
        public Builder sessionCacheSize(int sessions) {
            this.sessionCacheSize = sessions;
            return this;
        }

        /** {@code ssl_crl}; before {@link #clientCertificates}. */
        public Builder revoked(List<X509CRL> lists) {
            this.revocation = new Revocation(List.copyOf(lists));
            return this;
        }

        /**
         * Asks clients for a certificate; {@link ServerTlsContext#verify} judges it afterwards.
         *
         * @param named {@code ssl_client_certificate}: trusted, and told to the client
         * @param trusted {@code ssl_trusted_certificate}: trusted and not told
         * @param depth {@code ssl_verify_depth}
         */
        public Builder clientCertificates(List<X509Certificate> named, List<X509Certificate> trusted, int depth) {
            List<X509Certificate> all = new ArrayList<>(named);
            all.addAll(trusted);
            this.named = distinct(named);
            this.clients = new Verifier(all, depth, Verifier.CLIENT, revocation);
            return this;
        }

        /** A name is told once: OpenSSL leaves out those that it has. */
        private static List<X509Certificate> distinct(List<X509Certificate> certificates) {
            Set<X500Principal> names = new HashSet<>();
            return certificates.stream()
                    .filter(each -> names.add(each.getSubjectX500Principal()))
                    .toList();
        }

        /** Builds it. */
        public ServerTlsContext build() {
            return new ServerTlsContext(this);
        }
    }
}
