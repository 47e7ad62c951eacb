package io.gangway.jetty;

import io.gangway.net.Listen;
import io.gangway.server.Engine;
import io.gangway.server.HostedClient;
import java.net.SocketAddress;
import org.eclipse.jetty.server.ConnectionMetaData;

/** The client of one request of a Jetty server. */
final class JettyClient extends HostedClient {
    private final ConnectionMetaData connection;

    JettyClient(ConnectionMetaData connection, Listen listen, Engine engine) {
        super(listen, engine);
        this.connection = connection;
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
    public boolean isSecure() {
        return connection.isSecure();
    }
}
