package io.gangway.server;

import io.gangway.exchange.Attachments;
import io.gangway.exchange.Client;
import io.gangway.loop.ConnectionCounts;
import io.gangway.net.Listen;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import io.gangway.server.connection.ConnectedClient;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;

/**
 * The connection of HTTP/2 as one of its requests sees it.
 *
 * @param requests how many came by the connection when this one did
 */
public record StreamClient(ConnectedClient connection, int requests) implements Client {
    @Override
    public SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return connection.localAddress();
    }

    @Override
    public Listen listen() {
        return connection.listen();
    }

    @Override
    public ProxyHeader proxyHeader() {
        return connection.proxyHeader();
    }

    @Override
    public SSLEngine tls() {
        return connection.tls();
    }

    @Override
    public TlsHello tlsHello() {
        return connection.tlsHello();
    }

    @Override
    public Attachments attachments() {
        return connection.attachments();
    }

    @Override
    public long serial() {
        return connection.serial();
    }

    @Override
    public long ageMillis() {
        return connection.ageMillis();
    }

    @Override
    public int hops() {
        return connection.hops();
    }

    @Override
    public ConnectionCounts counts() {
        return connection.counts();
    }
}
