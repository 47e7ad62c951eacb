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
 * Creates client connections: the first one of an accepted socket, and those that replace it after protocol detection
 * or the TLS handshake. Thread-safe.
 */
public final class ConnectionFactory {
    private final ServerContext server;
    private final BiFunction<EndPoint, ConnectionContext, HttpConnection> http1;
    private final BiFunction<EndPoint, ConnectionContext, HttpConnection> http2;

    /**
     * Creates a factory for a server.
     *
     * @param http1 creates an HTTP/1.1 connection
     * @param http2 creates an HTTP/2 connection
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
     * The first connection of an accepted socket.
     *
     * @param hosts the servers of the {@code listen}
     * @param serial {@code $connection}
     */
    public Connection accepted(LoopEndPoint endPoint, VirtualHosts hosts, long serial) {
        ConnectionContext context = new ConnectionContext(server, this, endPoint, hosts, serial);
        return hosts.listen().proxyProtocol()
                ? new ProxyProtocolReader(endPoint, context)
                : detected(endPoint, context);
    }

    /** A clear-text HTTP/1.1 connection, whatever the {@code listen} configures. */
    public HttpConnection clearText(LoopEndPoint endPoint, VirtualHosts hosts, long serial) {
        return http1.apply(endPoint, new ConnectionContext(server, this, endPoint, hosts, serial));
    }

    /** The connection after the PROXY protocol header. */
    Connection detected(LoopEndPoint endPoint, ConnectionContext context) {
        if (context.hosts().listen().ssl()) {
            return new TlsDetector(endPoint, context);
        }
        return context.speaksHttp2() ? new Http2PrefaceDetector(endPoint, context) : http1.apply(endPoint, context);
    }

    /** A TLS handshake; afterwards the connection speaks the protocol negotiated by ALPN. */
    SslConnection handshake(EndPoint endPoint, ConnectionContext context, SSLEngine engine) {
        SelectorEventLoop loop = context.loop();
        // JSSE encrypts arrays faster than direct buffers: a third less CPU for a large response, no difference for a
        // small one.
        // https://github.com/netty/netty/issues/14208: the JDK copies direct buffers to arrays to encrypt them. Direct
        // buffers can be used when it no longer does.
        SslConnection tls = new SslConnection(loop.buffers(), loop::execute, null, endPoint, engine, false, false);
        // As nginx: a client can't start a new handshake within a connection.
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
