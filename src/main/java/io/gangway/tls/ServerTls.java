package io.gangway.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/** TLS of a listening address: its engines, for all virtual servers behind it. Immutable; safe for any thread. */
public final class ServerTls {
    private final SSLContext context;
    private final TlsProtocols protocols;
    private final CipherList ciphers;
    private final boolean preferServerCiphers;
    private final List<String> alpn;
    private final Verifier clients;

    private ServerTls(Builder builder) {
        this.protocols = builder.protocols;
        this.ciphers = builder.ciphers;
        this.preferServerCiphers = builder.preferServerCiphers;
        this.alpn = builder.alpn;
        this.clients = builder.clients;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new ServerKeys(builder.identities, builder.byName)},
                    new TrustManager[] {new PeerTrust(clients)},
                    null);
        } catch (GeneralSecurityException e) {
            throw new TlsException("the JVM has no TLS: " + e.getMessage(), e);
        }
        SSLSessionContext sessions = context.getServerSessionContext();
        sessions.setSessionTimeout(Math.toIntExact(Math.max(1, builder.sessionTimeout.toSeconds())));
        sessions.setSessionCacheSize(builder.sessionCacheSize);
    }

    /** One identity for every name. */
    public static Builder builder(Identity identity) {
        return new Builder(List.of(identity), name -> identity);
    }

    /**
     * Identities by name.
     *
     * @param identities all that {@code byName} can answer
     * @param byName from the name that the client asked for, in lower case, or null when it named none; the answer null
     *     refuses the handshake, as {@code ssl_reject_handshake} does. Called on the thread of the handshake
     */
    public static Builder builder(List<Identity> identities, Function<String, Identity> byName) {
        return new Builder(identities, byName);
    }

    /** A new engine in server mode, ready for its handshake. */
    public SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine(Long.toString(System.currentTimeMillis()), 0);
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(protocols.jsse());
        parameters.setCipherSuites(ciphers.jsse());
        parameters.setUseCipherSuitesOrder(preferServerCiphers);
        parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        if (clients != null) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** When an engine was made, in milliseconds; a server's engine has no use for its peer's host, which keeps it. */
    static long madeAt(SSLEngine engine) {
        return Long.parseLong(engine.getPeerHost());
    }

    /** {@code $ssl_client_verify}: NONE without a certificate, SUCCESS, or FAILED with a reason. */
    public String verify(Handshake handshake) {
        if (handshake.clientChain().isEmpty() || clients == null) {
            return "NONE";
        }
        VerifyResult result = clients.verify(handshake.clientChain());
        return result == VerifyResult.OK ? "SUCCESS" : "FAILED:" + result.text();
    }

    /** Collects the settings; the defaults are nginx's. */
    public static final class Builder {
        private final List<Identity> identities;
        private final Function<String, Identity> byName;
        private TlsProtocols protocols = TlsProtocols.DEFAULT;
        private CipherList ciphers = CipherList.of("HIGH:!aNULL:!MD5");
        private boolean preferServerCiphers;
        private Duration sessionTimeout = Duration.ofMinutes(5);
        private int sessionCacheSize = 20480;
        private List<String> alpn = List.of("http/1.1");
        private Verifier clients;

        private Builder(List<Identity> identities, Function<String, Identity> byName) {
            this.identities = identities;
            this.byName = byName;
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

        /** How many sessions are kept; 0 is no limit. */
        public Builder sessionCacheSize(int sessions) {
            this.sessionCacheSize = sessions;
            return this;
        }

        /** The protocols offered by ALPN (RFC 7301), the preferred one first; empty for none. */
        public Builder alpn(List<String> protocols) {
            this.alpn = List.copyOf(protocols);
            return this;
        }

        /**
         * Asks clients for a certificate; {@link ServerTls#verify} judges it afterwards.
         *
         * @param authorities {@code ssl_client_certificate}
         * @param depth {@code ssl_verify_depth}
         */
        public Builder clientCertificates(List<X509Certificate> authorities, int depth) {
            this.clients = new Verifier(authorities, depth, Verifier.CLIENT);
            return this;
        }

        /** Builds it. */
        public ServerTls build() {
            return new ServerTls(this);
        }
    }
}
