package io.gangway.server.connection;

import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.LoopEndPoint;
import io.gangway.loop.SelectorEventLoop;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Makes the connections of clients: what an accepted socket begins as, and what it becomes once its first bytes or its handshake
 * have told. Safe for all loops.
 */
public final class ConnectionFactory {
    private final ServerContext server;
    private final BiFunction<EndPoint, ConnectionContext, HttpConnection> http1;
    private final BiFunction<EndPoint, ConnectionContext, HttpConnection> http2;

    /**
     * A factory for the connections of a server.
     *
     * @param http1 makes a connection that speaks HTTP/1.1
     * @param http2 makes a connection that speaks HTTP/2
     */
    public ConnectionFactory(
            ServerContext server,
            BiFunction<EndPoint, ConnectionContext, HttpConnection> http1,
            BiFunction<EndPoint, ConnectionContext, HttpConnection> http2) {
        this.server = server;
        this.http1 = http1;
        this.http2 = http2;
    }

    /**
     * The first connection of a socket that was accepted for the servers of a {@code listen}.
     *
     * @param serial {@code $connection}
     */
    public Connection accepted(LoopEndPoint endPoint, VirtualHosts hosts, long serial) {
        ConnectionContext context = new ConnectionContext(server, this, endPoint, hosts, serial);
        return hosts.listen().proxyProtocol()
                ? new ProxyProtocolReader(endPoint, context)
                : detected(endPoint, context);
    }

    /** The connection of a socket that speaks HTTP/1.1 in clear text, whatever the {@code listen} says. */
    public HttpConnection clearText(LoopEndPoint endPoint, VirtualHosts hosts, long serial) {
        return http1.apply(endPoint, new ConnectionContext(server, this, endPoint, hosts, serial));
    }

    /** What a connection is behind the PROXY header. */
    Connection detected(LoopEndPoint endPoint, ConnectionContext context) {
        if (context.hosts().listen().ssl()) {
            return new TlsDetector(endPoint, context);
        }
        return context.speaksHttp2() ? new Http2PrefaceDetector(endPoint, context) : http1.apply(endPoint, context);
    }

    /** A handshake, behind which the connection is what both have agreed on by ALPN. */
    SslConnection handshake(EndPoint endPoint, ConnectionContext context, SSLEngine engine) {
        SelectorEventLoop loop = context.loop();
        // JSSE encrypts arrays faster than direct buffers: a third less CPU for a large answer, no difference for a
        // small one.
        // https://github.com/netty/netty/issues/14208: the JDK copies direct buffers to arrays to encrypt them.
        // Direct buffers will do when it no longer does.
        SslConnection tls = new SslConnection(loop.buffers(), loop::execute, null, endPoint, engine, false, false);
        // As nginx: a client can't start a new handshake inside a connection.
        tls.setRenegotiationAllowed(false);
        SslConnection.SslEndPoint inner = tls.getSslEndPoint();
        inner.setIdleTimeout(0);
        inner.setConnection(new TlsHandshakeConnection(tls, context, engine));
        return tls;
    }

    Connection http1(EndPoint endPoint, ConnectionContext context) {
        return http1.apply(endPoint, context);
    }

    Connection http2(EndPoint endPoint, ConnectionContext context) {
        return http2.apply(endPoint, context);
    }
}
