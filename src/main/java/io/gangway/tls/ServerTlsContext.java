package io.gangway.tls;

import io.gangway.tls.openssl.VerifyResult;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;

/** The TLS of one virtual server: creates its engines and verifies its clients' certificates. Safe for any thread. */
final class ServerTlsContext {
    /** The default protocols for ALPN (RFC 7301), the preferred one first. */
    private static final String[] ALPN = {"http/1.1", "http/1.0", "http/0.9"};

    private final ServerTlsSettings settings;
    private final SSLContext context;
    private final ServerKeyManager keys;
    private final boolean resumes;
    private final AtomicLong handshakes = new AtomicLong();

    /**
     * Creates a context.
     *
     * @param identity null when each engine has its own
     */
    ServerTlsContext(ServerTlsSettings settings, Identity identity) {
        this.settings = settings;
        keys = new ServerKeyManager(identity);
        boolean keepsSessions = settings.sessionCacheSize() > 0;
        resumes = keepsSessions || settings.tickets();
        context = TicketProperty.context(
                !keepsSessions && settings.tickets(), keys, new PeerTrustManager(settings.clients(), settings.named()));
        SSLSessionContext sessions = context.getServerSessionContext();
        sessions.setSessionTimeout(
                Math.toIntExact(Math.max(1, settings.sessionTimeout().toSeconds())));
        sessions.setSessionCacheSize(Math.max(1, settings.sessionCacheSize()));
    }

    /** Creates an engine in server mode, ready for its handshake. */
    SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine(Long.toString(System.currentTimeMillis()), 0);
        engine.setUseClientMode(false);
        SSLParameters parameters = settings.offer().parameters(engine);
        parameters.setUseCipherSuitesOrder(settings.preferServerCiphers());
        parameters.setApplicationProtocols(ALPN);
        if (settings.clients() != null) {
            parameters.setWantClientAuth(true);
        }
        if (!resumes) {
            // JSSE always stores sessions, but resumes them only if this parameter is unchanged.
            parameters.setEndpointIdentificationAlgorithm("handshake " + handshakes.incrementAndGet());
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The same for a server whose certificate names contain variables. */
    SSLEngine newEngine(Identity shown) {
        SSLEngine engine = newEngine();
        keys.show(engine, shown);
        return engine;
    }

    /**
     * The time at which an engine was created, in milliseconds. It is stored as the peer host, which server engines do
     * not use.
     */
    static long createdMillis(SSLEngine engine) {
        return Long.parseLong(engine.getPeerHost());
    }

    /** {@code ssl_ocsp}; null if clients are not checked by OCSP. */
    Ocsp ocsp() {
        return settings.ocsp();
    }

    /** The path from a client's certificate to the root, for a chain that is {@link VerifyResult#OK}. */
    List<X509Certificate> path(List<X509Certificate> chain) {
        return settings.clients().path(chain);
    }

    /**
     * Verifies the certificate of a client.
     *
     * @param chain the client's certificate and the intermediate certificates that it sent
     * @return null when the client sent none, or when the server does not ask for one
     */
    VerifyResult verify(List<X509Certificate> chain) {
        return chain.isEmpty() || settings.clients() == null
                ? null
                : settings.clients().verify(chain);
    }
}
