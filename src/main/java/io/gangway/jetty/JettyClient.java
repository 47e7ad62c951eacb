package io.gangway.jetty;

import io.gangway.exchange.Client;
import io.gangway.net.Listen;
import io.gangway.server.Engine;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.server.ConnectionMetaData;

/** The client of one request of a Jetty server. Each request counts as the first of its connection. */
final class JettyClient implements Client {
    private final ConnectionMetaData connection;
    private final Listen listen;
    private final long serial;
    private final long startedNanos = System.nanoTime();

    JettyClient(ConnectionMetaData connection, Listen listen, Engine engine) {
        this.connection = connection;
        this.listen = listen;
        serial = engine.nextSerial();
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return connection.getLocalSocketAddress();
    }

    @Override
    public Listen listen() {
        return listen;
    }

    @Override
    public SSLEngine tls() {
        return null;
    }

    @Override
    public boolean isSecure() {
        return connection.isSecure();
    }

    @Override
    public long serial() {
        return serial;
    }

    @Override
    public int requests() {
        return 1;
    }

    @Override
    public long ageMillis() {
        return (System.nanoTime() - startedNanos) / 1_000_000L;
    }
}
