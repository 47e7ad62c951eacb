package io.gangway.upstream.exchange;

import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import io.gangway.net.HostPort;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/** The TLS of the connections for one request: our certificate and the name of the server. Confined to its loop. */
public final class RequestTls {
    private final UpstreamTlsProvider.Client client;
    private final UpstreamTlsProvider.Identity identity;
    private final String name;
    private final int port;

    /** Connections with another name were verified and routed by another name. */
    private record Kind(Object identity, String name) {}

    /**
     * @param client of the location
     * @param name the configured name of the server; null for the host
     * @param host of the address
     */
    public RequestTls(UpstreamTlsProvider.Client client, Template name, HostPort host, Exchange x) {
        this.client = client;
        this.name = PassTls.name(name, host, x);
        port = host.port();
        identity = client.identity(x);
    }

    /** Equal for connections that are interchangeable. */
    Object kind() {
        return new Kind(identity.kind(), name);
    }

    /** Loads the certificate, on another thread; null if that is not needed. */
    Runnable beforeDial() {
        return identity.loads() ? identity::load : null;
    }

    /** @param protocol asked for each engine: what is offered by ALPN; null for none */
    Supplier<SSLEngine> engines(Supplier<String> protocol) {
        return () -> identity.engine(name, port, protocol.get());
    }

    /** Why a handshake failed, in nginx's words; null for another failure. */
    String failure(Throwable cause) {
        return client.reason(cause);
    }
}
