package io.gangway.tls;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.VirtualHosts;
import io.gangway.tls.openssl.VerifyResult;
import java.util.IdentityHashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;

/**
 * A client's TLS connection: the result of its handshake, and of the verification of its certificate by each server.
 * Results are kept by connection and not by session: JSSE's sessions are equal if their ids are, and a client chooses
 * the id when it resumes a TLS 1.2 session by a ticket (RFC 5077 section 3.4). Confined to its loop.
 */
final class TlsConnection {
    private static final AttachmentKey<TlsConnection> KEY = new AttachmentKey<>("tls connection");

    private final Handshake handshake;

    /** By the servers of one generation; cleared at a reload, so that no old generation stays reachable. */
    private final Map<ServerTlsContext, VerifyResult> verdicts = new IdentityHashMap<>();

    /** What OCSP says, by the servers of the same generation. */
    private final Map<ServerTlsContext, OcspCheck> statuses = new IdentityHashMap<>();

    private ServerTlsRegistry verifiedBy;

    private TlsConnection(Handshake handshake) {
        this.handshake = handshake;
    }

    /** The connection of an exchange; null without TLS, and where a servlet container terminates it. */
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
     * The result of verifying the client's certificate by the server of an exchange.
     *
     * @return null when the client sent none, or when the server does not ask for one
     */
    VerifyResult verify(Exchange x) {
        ServerTlsRegistry servers = x.generation().service(ServerTlsRegistry.class);
        ServerTlsContext server = server(x);
        if (server == null || handshake.clientChain().isEmpty()) {
            return null;
        }
        if (verifiedBy != servers) {
            verifiedBy = servers;
            verdicts.clear();
            statuses.clear();
        }
        return verdicts.computeIfAbsent(server, s -> s.verify(handshake.clientChain()));
    }

    private static ServerTlsContext server(Exchange x) {
        ServerTlsRegistry servers = x.generation().service(ServerTlsRegistry.class);
        VirtualHosts hosts = x.generation().listens().get(x.client().listen().address());
        return servers.contextFor(x.server(), hosts);
    }

    /**
     * The status of the client's certificate by {@code ssl_ocsp} of the server of an exchange, after {@link #verify} had
     * the result OK.
     *
     * @return GOOD without {@code ssl_ocsp}; null while it is not known
     */
    OcspStatus status(Exchange x) {
        ServerTlsContext server = server(x);
        OcspCheck check = server.ocsp() == null ? null : statuses.get(server);
        return server.ocsp() == null ? OcspStatus.GOOD : check == null ? null : check.status();
    }

    /** Finds out the status of the client's certificate, and calls back on the loop when it is known. */
    void findStatus(Exchange x, Runnable known) {
        ServerTlsContext server = server(x);
        OcspCheck check = statuses.get(server);
        if (check == null) {
            check = new OcspCheck();
            statuses.put(server, check);
            check.waitFor(known);
            check.start(x, server, handshake.clientChain());
        } else {
            check.waitFor(known);
        }
    }
}
