package io.gangway.server;

import io.gangway.core.ErrorLog;
import io.gangway.core.Generation;
import io.gangway.core.Level;
import io.gangway.core.ServerTlsEngines;
import io.gangway.core.V6Text;
import io.gangway.core.VirtualHosts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;

/**
 * What a connection was accepted for: the servers of its address, taken from the running generation anew for each request.
 * Confined to the connection's loop.
 */
final class Acceptance {
    private final Engine engine;
    private final SocketAddress address;
    private final long serial;
    private VirtualHosts hosts;

    Acceptance(Engine engine, VirtualHosts hosts, long serial) {
        this.engine = engine;
        this.hosts = hosts;
        this.serial = serial;
        address = hosts.listen().address();
    }

    long serial() {
        return serial;
    }

    VirtualHosts hosts() {
        return hosts;
    }

    /** After a reload the next request is served by the new generation, if that still listens here. */
    void refresh() {
        VirtualHosts now = engine.running().generation().listens().get(address);
        if (now != null) {
            hosts = now;
        }
    }

    /** The generation of {@link #hosts()}, retained. */
    GenerationUse use() {
        return engine.running().retain();
    }

    /** Whether the process is ending, so that no connection is kept. */
    boolean isClosing() {
        return engine.isClosing();
    }

    void alert(String message) {
        engine.alert(message);
    }

    void opened(Http1Connection connection) {
        engine.opened(connection);
    }

    void closed(Http1Connection connection) {
        engine.closed(connection);
    }

    /**
     * The engine of a handshake that begins now, by the running generation; null when it is to be refused, also because the
     * generation does not serve TLS here any more.
     */
    SSLEngine tlsEngine(String serverName) {
        Generation generation = engine.running().generation();
        VirtualHosts now = generation.listens().get(address);
        ServerTlsEngines engines = generation.service(ServerTlsEngines.class);
        return now == null || engines == null ? null : engines.newEngine(now, serverName);
    }

    /** Why a handshake failed, for the log. */
    String tlsReason(Throwable cause) {
        ServerTlsEngines engines = engine.running().generation().service(ServerTlsEngines.class);
        return engines == null ? String.valueOf(cause.getMessage()) : engines.reason(cause);
    }

    /** A line about the connection, as nginx writes it before there is a request. */
    void log(Level level, String message, SocketAddress client) {
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
