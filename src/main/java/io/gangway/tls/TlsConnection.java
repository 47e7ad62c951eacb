package io.gangway.tls;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.VirtualHosts;
import io.gangway.tls.openssl.VerifyResult;
import java.util.IdentityHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;

/**
 * A client's connection: what its handshake came to, and what servers think of its certificate. Each connection is judged by the
 * certificate of its own session: sessions that are equal for JSSE have the same id, which a client chooses when it resumes one of
 * TLS 1.2 by a ticket (RFC 5077 section 3.4). Kept with the connection; confined to its loop.
 */
final class TlsConnection {
    private static final AttachmentKey<TlsConnection> KEY = new AttachmentKey<>("tls connection");

    private final Handshake handshake;

    /** By the servers of one generation, so that none that is over is kept. */
    private final Map<ServerTlsContext, VerifyResult> verdicts = new IdentityHashMap<>();

    private ServerTlsRegistry judges;

    private TlsConnection(Handshake handshake) {
        this.handshake = handshake;
    }

    /** That of an exchange; null without TLS, and where a container has it. */
    static TlsConnection of(Exchange x) {
        SSLEngine engine = x.client().tls();
        if (engine == null) {
            return null;
        }
        TlsConnection connection = x.client().attachments().get(KEY);
        if (connection == null) {
            connection = new TlsConnection(Handshake.of(engine));
            x.client().attachments().put(KEY, connection);
        }
        return connection;
    }

    Handshake handshake() {
        return handshake;
    }

    /**
     * What the server of an exchange thinks of the client's certificate.
     *
     * @return null when the client sent none, or when the server asks for none
     */
    VerifyResult verify(Exchange x) {
        ServerTlsRegistry servers = x.generation().service(ServerTlsRegistry.class);
        VirtualHosts hosts = x.generation().listens().get(x.client().listen().address());
        ServerTlsContext server = servers.entered(x.server(), hosts);
        if (server == null || handshake.clientChain().isEmpty()) {
            return null;
        }
        if (judges != servers) {
            judges = servers;
            verdicts.clear();
        }
        return verdicts.computeIfAbsent(server, s -> s.verify(handshake.clientChain()));
    }
}
