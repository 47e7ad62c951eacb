package io.gangway.server;

import io.gangway.core.V6Text;
import io.gangway.core.VirtualHosts;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

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

    void opened(Http1Connection connection) {
        engine.opened(connection);
    }

    void closed(Http1Connection connection) {
        engine.closed(connection);
    }

    String clientText(SocketAddress client) {
        return client instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
    }
}
