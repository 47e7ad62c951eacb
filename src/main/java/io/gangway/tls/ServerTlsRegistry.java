package io.gangway.tls;

import io.gangway.conf.ConfException;
import io.gangway.config.CoreHttp;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Scope;
import io.gangway.config.ScopeKey;
import io.gangway.core.ServerTlsProvider;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Client;
import io.gangway.exchange.DetachedStream;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.TlsCounts;
import io.gangway.net.Listen;
import io.gangway.tls.openssl.OpenSslError;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;

/** The TLS configurations of all servers of a generation. Immutable after loading. */
final class ServerTlsRegistry implements ServerTlsProvider {
    /** Of a server's scope, while the configuration is loaded. */
    private static final ScopeKey<ServerTlsConfig> READ = new ScopeKey<>("ssl");

    /** Of a server, for handshakes. */
    private static final AttachmentKey<ServerTlsConfig> KEY = new AttachmentKey<>("ssl");

    private ServerTlsRegistry() {}

    /**
     * Loads the files of all servers and checks that each port has the certificates that it needs.
     *
     * @throws ConfException with nginx's wording
     */
    static ServerTlsRegistry read(LoadContext context) {
        ServerTlsRegistry servers = new ServerTlsRegistry();
        if (context.http() != null) {
            List<Scope> scopes = context.http().inner(CoreHttp.SERVER_BLOCK);
            for (Scope scope : scopes) {
                scope.put(READ, ServerTlsConfig.of(scope, context));
            }
            servers.check(scopes);
        }
        return servers;
    }

    /** Moves the configuration of a server from its scope to the server. */
    static ServerTlsConfig compose(LocationBuilder server) {
        ServerTlsConfig own = of(server.scope());
        server.put(KEY, own);
        return own;
    }

    private static ServerTlsConfig of(Scope server) {
        return server.own(READ);
    }

    private static ServerTlsConfig of(Server server) {
        return server.get(KEY);
    }

    /**
     * The TLS context that handshakes for a server use: its own, else the default server's; null when neither has one.
     */
    ServerTlsContext contextFor(Server server, VirtualHosts hosts) {
        ServerTlsConfig own = of(server);
        return own.tls() != null || hosts == null
                ? own.tls()
                : of(hosts.defaultServer()).tls();
    }

    /** The servers of one address, during the check. */
    private static final class Port {
        private boolean ssl;
        private boolean defaultConfigured;
        private Scope defaultServer;
        private final List<Scope> servers = new ArrayList<>();

        void add(Scope server, Listen listen) {
            ssl |= listen.ssl();
            if (defaultServer == null || listen.defaultServer() && !defaultConfigured) {
                defaultServer = server;
            }
            defaultConfigured |= listen.defaultServer();
            servers.add(server);
        }
    }

    private void check(List<Scope> scopes) {
        Map<SocketAddress, Port> ports = new LinkedHashMap<>();
        for (Scope scope : scopes) {
            for (Listen listen : scope.get(CoreHttp.LISTEN)) {
                ports.computeIfAbsent(listen.address(), a -> new Port()).add(scope, listen);
            }
        }
        ports.values().stream().filter(port -> port.ssl).forEach(this::check);
    }

    private void check(Port port) {
        if (of(port.defaultServer).tls() != null) {
            return;
        }
        check(port.defaultServer);
        port.servers.forEach(this::check);
    }

    private void check(Scope server) {
        if (of(server).tls() == null && !of(server).rejects()) {
            throw new ConfException(
                    "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive",
                    server.node().position());
        }
    }

    @Override
    public EngineFactory engine(Generation generation, VirtualHosts hosts, Client client, EventLoop loop) {
        Server named = hosts.named(client.tlsHello().serverName());
        ServerTlsConfig chosen = of(named);
        if (chosen.rejects()) {
            return null;
        }
        // As in nginx, a server without a certificate of its own uses the default server's.
        ServerTlsConfig shown = chosen.tls() != null ? chosen : of(hosts.defaultServer());
        if (shown.tls() == null) {
            return null;
        }
        return shown.named() == null
                ? shown.tls()::newEngine
                : shown.named().making(shown.tls(), DetachedStream.exchange(generation, hosts, named, client, loop));
    }

    @Override
    public String reason(Throwable cause) {
        return OpenSslError.handshake(cause);
    }

    @Override
    public TlsCounts.Failure failure(Throwable cause) {
        String reason = OpenSslError.handshake(cause);
        if (reason.contains("no shared cipher")) {
            return TlsCounts.Failure.NO_COMMON_CIPHER;
        }
        if (reason.contains("unsupported protocol")
                || reason.contains("no protocols available")
                || reason.contains("no application protocol")) {
            return TlsCounts.Failure.NO_COMMON_PROTOCOL;
        }
        // RFC 8446, section 6.2: the alerts from bad_certificate to unknown_ca.
        return reason.matches(".*SSL alert number 4[2-8]\\)")
                ? TlsCounts.Failure.PEER_REJECTED_CERT
                : TlsCounts.Failure.OTHER;
    }

    @Override
    public boolean isReused(SSLEngine engine) {
        return Handshake.isReused(engine.getSession(), engine);
    }
}
