package io.gangway.server.connection;

import io.gangway.core.ServerTlsProvider;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http2.Http2Settings;
import io.gangway.loop.ConnectionCounts;
import io.gangway.loop.LoopEndPoint;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.SelfConnections;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What a connection was accepted for: the servers of its address, taken from the running generation anew for each request.
 * Confined to the connection's loop.
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

    /** Null without TLS, and before the end of its handshake. */
    private SSLEngine tls;

    private boolean plainOnTls;

    /** What {@link #server()} found; null until it is asked. */
    private Server named;

    /** The generation of {@link #hosts}, retained from {@link #opened} to {@link #closed}. */
    private GenerationRef held;

    /** The upstream connection of this server itself by which the client comes; null mostly. Looked for when it is first asked for. */
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

    /** What makes the connection that this one becomes. */
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

    /** How many times in a row this server itself has passed on what comes by the connection. */
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
        named = null;
    }

    SSLEngine tls() {
        return tls;
    }

    /** The handshake has succeeded. */
    void tls(SSLEngine engine) {
        tls = engine;
    }

    /** Whether the client speaks plain HTTP to a TLS port. */
    public boolean isPlainOnTls() {
        return plainOnTls;
    }

    void plainOnTls() {
        plainOnTls = true;
    }

    public VirtualHosts hosts() {
        return hosts;
    }

    /** After a reload the next request is served by the new generation, if that still listens here. */
    public void refresh() {
        if (held == context.running()) {
            return;
        }
        GenerationRef next = context.retain();
        VirtualHosts now = next.generation().listens().get(address);
        if (now == null) {
            next.release();
            return;
        }
        if (held != null) {
            held.disconnected();
        }
        held = next;
        held.connected();
        hosts = now;
        named = null;
    }

    /** Whether the running generation still listens here. */
    public boolean isWanted() {
        return context.running().generation().listens().containsKey(address);
    }

    /** Whether the connection is with that generation. */
    boolean holds(GenerationRef use) {
        return held == use;
    }

    /** The generation of {@link #hosts()}, retained. */
    public GenerationRef use() {
        return held.retain();
    }

    /** Whether the process is ending, so that no connection is kept. */
    public boolean isClosing() {
        return context.isClosing();
    }

    /** A request came by the connection. */
    public void requested() {
        context.requested();
    }

    ConnectionCounts counts() {
        return context.counts();
    }

    void alert(String message) {
        context.log(LogLevel.ALERT, message);
    }

    /** False when a reload has just closed the port: then the connection is to be closed. */
    boolean opened(ServedConnection served) {
        refresh();
        context.opened(served);
        return held != null;
    }

    public void closed(ServedConnection served) {
        if (held != null) {
            held.disconnected();
            held = null;
        }
        context.closed(served);
    }

    /**
     * The engine of a handshake that begins now, by the running generation; it offers HTTP/2 where the named server speaks it. Null
     * when the handshake is to be refused, also because the generation does not serve TLS here any more.
     */
    ServerTlsProvider.Making tlsEngine() {
        Generation generation = context.running().generation();
        VirtualHosts now = generation.listens().get(address);
        ServerTlsProvider engines = generation.service(ServerTlsProvider.class);
        return now == null || engines == null ? null : engines.engine(generation, now, new ConnectedClient(this), loop);
    }

    /** Lets the handshake of an engine offer HTTP/2 where the server that the client asks for speaks it. */
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

    /** The server that counts until a request names one: what SNI asked for, else the default. */
    public Server server() {
        if (named == null) {
            named = hosts.named(tlsHello == null ? null : tlsHello.serverName());
        }
        return named;
    }

    /** Whether a connection in clear text may begin with HTTP/2. */
    boolean speaksHttp2() {
        return Http2Settings.isOn(hosts.defaultServer(), hosts.listen());
    }

    /** Why a handshake failed, for the log. */
    String tlsReason(Throwable cause) {
        ServerTlsProvider engines = context.running().generation().service(ServerTlsProvider.class);
        return engines == null ? String.valueOf(cause.getMessage()) : engines.reason(cause);
    }

    /** A line about the connection, as nginx writes it before there is a request. */
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
