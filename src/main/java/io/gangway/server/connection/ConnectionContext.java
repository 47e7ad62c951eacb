package io.gangway.server.connection;

import io.gangway.core.ServerTlsProvider;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http2.Http2Settings;
import io.gangway.loop.LoopEndPoint;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.SelfConnections;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.RequestZone;
import io.gangway.metrics.TlsCounts;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import io.gangway.net.V6Text;
import io.gangway.regex.RegexLimitException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * The context of an accepted connection: the servers of its address, updated from the running generation for each
 * request. Confined to the connection's loop.
 */
public final class ConnectionContext {
    private final ServerContext context;
    private final ConnectionFactory connections;
    private final SelectorEventLoop loop;
    private final SocketAddress address;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final long serial;
    private VirtualHosts hosts;

    /** Null without {@code proxy_protocol}. */
    private ProxyHeader proxyHeader;

    /** Null without TLS. */
    private TlsHello tlsHello;

    /** Null without TLS, and until the handshake has succeeded. */
    private SSLEngine tls;

    private boolean plainOnTls;

    /** The cached result of {@link #server()}. */
    private Server namedServer;

    /** The generation of {@link #hosts}, retained from {@link #opened} to {@link #closed}. */
    private GenerationRef retained;

    /**
     * The upstream connection of this server itself that this connection belongs to; usually null. Looked up on first
     * use.
     */
    private SelfConnections.ConnectionEntry hop;

    private boolean hopKnown;

    ConnectionContext(
            ServerContext context,
            ConnectionFactory connections,
            LoopEndPoint endPoint,
            VirtualHosts hosts,
            long serial) {
        this.context = context;
        this.connections = connections;
        this.hosts = hosts;
        this.serial = serial;
        loop = endPoint.loop();
        address = hosts.listen().address();
        localAddress = endPoint.getLocalSocketAddress();
        remoteAddress = endPoint.getRemoteSocketAddress();
    }

    /** The factory for the connection that replaces this one. */
    ConnectionFactory connections() {
        return connections;
    }

    SelectorEventLoop loop() {
        return loop;
    }

    SocketAddress localAddress() {
        return localAddress;
    }

    SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** How many times in a row this server itself has proxied the requests of this connection. */
    int hops() {
        if (!hopKnown) {
            hopKnown = true;
            hop = loop.group().self().from(remoteAddress);
        }
        return hop == null ? 0 : hop.count();
    }

    public long serial() {
        return serial;
    }

    ProxyHeader proxyHeader() {
        return proxyHeader;
    }

    void proxyHeader(ProxyHeader header) {
        proxyHeader = header;
    }

    TlsHello tlsHello() {
        return tlsHello;
    }

    void tlsHello(TlsHello hello) {
        tlsHello = hello;
        namedServer = null;
    }

    SSLEngine tls() {
        return tls;
    }

    /** Sets the TLS engine after a successful handshake. */
    void tls(SSLEngine engine) {
        tls = engine;
    }

    /** Whether the client sends plain HTTP to a TLS port. */
    public boolean isPlainOnTls() {
        return plainOnTls;
    }

    void plainOnTls() {
        plainOnTls = true;
    }

    public VirtualHosts hosts() {
        return hosts;
    }

    /** Switches to the running generation for the next request, if it still listens on this address. */
    public void refresh() {
        if (retained == context.running()) {
            return;
        }
        GenerationRef next = context.retain();
        VirtualHosts now = next.generation().listens().get(address);
        if (now == null) {
            next.release();
            return;
        }
        if (retained != null) {
            retained.disconnected();
        }
        retained = next;
        retained.connected();
        hosts = now;
        namedServer = null;
    }

    /** Whether the running generation still listens on this address. */
    public boolean isWanted() {
        return context.running().generation().listens().containsKey(address);
    }

    /** Whether the connection uses that generation. */
    boolean holds(GenerationRef ref) {
        return retained == ref;
    }

    /** The generation of {@link #hosts()}, retained for the caller. */
    public GenerationRef retain() {
        return retained.retain();
    }

    /** The running server. */
    ServerContext serverContext() {
        return context;
    }

    /** Whether the process is going to stop: connections are not kept open, but those that are idle stay. */
    public boolean isLeaving() {
        return context.isLeaving();
    }

    /** Whether the process is stopping, so that connections are not kept open. */
    public boolean isClosing() {
        return context.isClosing();
    }

    /** Counts a request. */
    public void requested() {
        context.requested();
    }

    ConnectionCounts counts() {
        return context.counts();
    }

    void alert(String message) {
        context.log(LogLevel.ALERT, message);
    }

    /**
     * Registers the connection.
     *
     * @return false when a reload has just closed the port: then the connection must be closed
     */
    boolean opened(ServedConnection served) {
        refresh();
        context.opened(served);
        return retained != null;
    }

    public void closed(ServedConnection served) {
        if (retained != null) {
            retained.disconnected();
            retained = null;
        }
        context.closed(served);
    }

    /**
     * The TLS engine for a new handshake, made from the running generation. Null when the handshake must be refused,
     * for example because the generation has no TLS here any more.
     */
    ServerTlsProvider.EngineFactory tlsEngine() {
        Generation generation = context.running().generation();
        VirtualHosts now = generation.listens().get(address);
        ServerTlsProvider engines = generation.service(ServerTlsProvider.class);
        return now == null || engines == null ? null : engines.engine(generation, now, new ConnectedClient(this), loop);
    }

    /** Adds HTTP/2 to the protocols of an engine (ALPN) if the server named by the client supports it. */
    void offerHttp2(SSLEngine made) {
        VirtualHosts now = context.running().generation().listens().get(address);
        if (now != null && Http2Settings.isOn(now.named(tlsHello.serverName()), now.listen())) {
            SSLParameters parameters = made.getSSLParameters();
            List<String> protocols = new ArrayList<>(List.of("h2"));
            protocols.addAll(List.of(parameters.getApplicationProtocols()));
            parameters.setApplicationProtocols(protocols.toArray(String[]::new));
            made.setSSLParameters(parameters);
        }
    }

    /** The server for the connection until a request names one: the one named by SNI, else the default server. */
    public Server server() {
        if (namedServer == null) {
            namedServer = hosts.named(tlsHello == null ? null : tlsHello.serverName());
        }
        return namedServer;
    }

    /** Whether a clear-text connection may begin with HTTP/2. */
    boolean speaksHttp2() {
        return Http2Settings.isOn(hosts.defaultServer(), hosts.listen());
    }

    /** Why a handshake failed, for the log. */
    String tlsReason(Throwable cause) {
        ServerTlsProvider engines = context.running().generation().service(ServerTlsProvider.class);
        return engines == null ? String.valueOf(cause.getMessage()) : engines.reason(cause);
    }

    /** Counts a successful handshake. */
    void tlsSucceeded(SSLEngine engine) {
        ServerTlsProvider engines = context.running().generation().service(ServerTlsProvider.class);
        boolean reused = engines != null && engines.isReused(engine);
        context.tls().succeeded(reused);
        RequestZone zone = zone();
        if (zone != null) {
            zone.tls().succeeded(reused);
        }
    }

    /**
     * Counts a failed handshake.
     *
     * @param cause null when the other kinds do not apply
     */
    void tlsFailed(Throwable cause) {
        ServerTlsProvider engines = context.running().generation().service(ServerTlsProvider.class);
        tlsFailed(cause == null || engines == null ? TlsCounts.Failure.OTHER : engines.failure(cause));
    }

    void tlsFailed(TlsCounts.Failure why) {
        context.tls().failed(why);
        RequestZone zone = zone();
        if (zone != null) {
            zone.tls().failed(why);
        }
    }

    /** The zone of the server named by SNI; null for none, and when its pattern takes too many steps. */
    private RequestZone zone() {
        try {
            return server().zone();
        } catch (RegexLimitException e) {
            return null;
        }
    }

    /** Logs a line about the connection in nginx's format for lines without a request. */
    void log(LogLevel level, String message) {
        ErrorLog log = hosts.defaultServer().base().settings().errorLog();
        if (log.isEnabled(level)) {
            String from = remoteAddress instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
            log.write(
                    level,
                    "*" + serial + " " + message + ", client: " + from + ", server: "
                            + hosts.listen().text());
        }
    }
}
