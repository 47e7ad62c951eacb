package io.gangway.tls;

import io.gangway.tls.openssl.VerifyResult;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;

/** TLS of one virtual server: its engines, and how it judges its clients. Safe for any thread. */
final class ServerTlsContext {
    /** The protocols offered by ALPN (RFC 7301), the preferred one first, where nobody says others. */
    private static final String[] ALPN = {"http/1.1", "http/1.0", "http/0.9"};

    private final ServerTlsSettings settings;
    private final SSLContext context;
    private final ServerKeyManager keys;
    private final boolean resumes;
    private final AtomicLong handshakes = new AtomicLong();

    /**
     * Makes it.
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

    /** A new engine in server mode, ready for its handshake. */
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
        return chain.isEmpty() || settings.clients() == null
                ? null
                : settings.clients().verify(chain);
    }
}
