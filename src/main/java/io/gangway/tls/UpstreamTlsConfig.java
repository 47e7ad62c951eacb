package io.gangway.tls;

import io.gangway.core.UpstreamTlsProvider;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** TLS to upstreams, as the {@code proxy_ssl_*} directives configure it. Immutable; safe for any thread. */
final class UpstreamTlsConfig {
    private static final int MAX_SESSIONS = 128;

    private final SSLContext context;
    private final TlsOffer offer;
    private final boolean sendName;
    private final boolean reuseSessions;
    private final AtomicInteger engines = new AtomicInteger();

    /**
     * Creates a configuration.
     *
     * @param verifier null when the peer is not verified
     * @param shown our own certificate; null for none
     */
    UpstreamTlsConfig(UpstreamTlsProvider.Settings settings, Verifier verifier, Credential shown) {
        offer = new TlsOffer(settings.protocols(), settings.ciphers() == null ? "DEFAULT" : settings.ciphers());
        sendName = settings.serverName();
        reuseSessions = settings.reuseSessions();
        context = TicketProperty.context(
                true, shown == null ? null : new ClientKeyManager(shown), new PeerTrustManager(verifier, List.of()));
        // The JVM keeps every session that it receives, but only the last one of a peer is useful.
        // https://bugs.openjdk.org/browse/JDK-8328608: before JDK 24 only the last session of a host and port is found.
        // The limit can be removed when the JDK drops sessions that it will not resume.
        context.getClientSessionContext().setSessionCacheSize(reuseSessions ? MAX_SESSIONS : 1);
    }

    /**
     * Creates an engine in client mode. When verification is on and fails, the handshake fails with an SSLException
     * whose message is nginx's,
     * {@code upstream SSL certificate verify error: (20:unable to get local issuer certificate)} or
     * {@code upstream SSL certificate does not match "name"}; the log adds {@code while SSL handshaking to upstream}.
     *
     * @param name {@code proxy_ssl_name}: sent by SNI if that is on, and compared with the certificate
     * @param port of the peer; sessions are reused for the same name and port
     * @param protocol offered by ALPN; null to offer none
     */
    SSLEngine newEngine(String name, int port, String protocol) {
        // JSSE looks sessions up by name and port: with a port that no other engine had it finds none.
        SSLEngine engine = context.createSSLEngine(name, reuseSessions ? port : engines.getAndIncrement());
        engine.setUseClientMode(true);
        SSLParameters parameters = offer.parameters(engine);
        // An empty list keeps JSSE from sending the engine's host on its own.
        // https://github.com/netty/netty/pull/8178: a client engine of the JDK sends its peer's host by SNI.
        // The empty list can be removed when an engine can have different hosts for sessions and for SNI.
        parameters.setServerNames(sendName && isHostName(name) ? List.of(new SniHostName(name)) : List.of());
        if (protocol != null) {
            parameters.setApplicationProtocols(new String[] {protocol});
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** The same without ALPN. */
    SSLEngine newEngine(String name, int port) {
        return newEngine(name, port, null);
    }

    /** SNI carries no IP addresses (RFC 6066 section 3). */
    private static boolean isHostName(String name) {
        return !name.isEmpty() && name.indexOf(':') < 0 && !name.matches("[0-9]+(\\.[0-9]+){3}");
    }
}
