package io.gangway.server.connection;

import io.gangway.core.ServerTlsProvider;
import io.gangway.errorlog.ErrorLog;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Client;
import io.gangway.exchange.Generation;
import io.gangway.exchange.Server;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http2.Http2Settings;
import io.gangway.loop.ConnectionCounts;
import io.gangway.loop.EventLoop;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import io.gangway.net.V6Text;
import io.gangway.server.Engine;
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
    private final Engine engine;
    private final SocketAddress address;
    private final long serial;
    private VirtualHosts hosts;

    /** Null without {@code proxy_protocol}. */
    private ProxyHeader proxyHeader;

    /** Null without TLS. */
    private TlsHello tlsHello;

    /** What {@link #server()} found; null until it is asked. */
    private Server named;

    /** The generation of {@link #hosts}, retained from {@link #opened} to {@link #closed}. */
    private GenerationRef held;

    public ConnectionContext(Engine engine, VirtualHosts hosts, long serial) {
        this.engine = engine;
        this.hosts = hosts;
        this.serial = serial;
        address = hosts.listen().address();
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

    public VirtualHosts hosts() {
        return hosts;
    }

    /** After a reload the next request is served by the new generation, if that still listens here. */
    public void refresh() {
        if (held == engine.running()) {
            return;
        }
        GenerationRef next = engine.retain();
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
        return engine.running().generation().listens().containsKey(address);
    }

    /** Whether the connection is with that generation. */
    public boolean holds(GenerationRef use) {
        return held == use;
    }

    /** The generation of {@link #hosts()}, retained. */
    public GenerationRef use() {
        return held.retain();
    }

    /** Whether the process is ending, so that no connection is kept. */
    public boolean isClosing() {
        return engine.isClosing();
    }

    /** A request came by the connection. */
    public void requested() {
        engine.requested();
    }

    ConnectionCounts counts() {
        return engine.counts();
    }

    public void alert(String message) {
        engine.log(LogLevel.ALERT, message);
    }

    /** False when a reload has just closed the port: then the connection is to be closed. */
    public boolean opened(ServedConnection served) {
        refresh();
        engine.opened(served);
        return held != null;
    }

    public void closed(ServedConnection served) {
        if (held != null) {
            held.disconnected();
            held = null;
        }
        engine.closed(served);
    }

    /**
     * The engine of a handshake that begins now, by the running generation; it offers HTTP/2 where the named server speaks it. Null
     * when the handshake is to be refused, also because the generation does not serve TLS here any more.
     */
    ServerTlsProvider.Making tlsEngine(Client client, EventLoop loop) {
        Generation generation = engine.running().generation();
        VirtualHosts now = generation.listens().get(address);
        ServerTlsProvider engines = generation.service(ServerTlsProvider.class);
        return now == null || engines == null ? null : engines.engine(generation, now, client, loop);
    }

    /** Lets the handshake of an engine offer HTTP/2 where the server that the client asks for speaks it. */
    void offerHttp2(SSLEngine made) {
        VirtualHosts now = engine.running().generation().listens().get(address);
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
    public boolean speaksHttp2() {
        return Http2Settings.isOn(hosts.defaultServer(), hosts.listen());
    }

    /** Why a handshake failed, for the log. */
    String tlsReason(Throwable cause) {
        ServerTlsProvider engines = engine.running().generation().service(ServerTlsProvider.class);
        return engines == null ? String.valueOf(cause.getMessage()) : engines.reason(cause);
    }

    /** A line about the connection, as nginx writes it before there is a request. */
    public void log(LogLevel level, String message, SocketAddress client) {
        ErrorLog log = hosts.defaultServer().base().settings().errorLog();
        if (log.isEnabled(level)) {
            String from = client instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
            log.write(
                    level,
                    "*" + serial + " " + message + ", client: " + from + ", server: "
                            + hosts.listen().text());
        }
    }
}
