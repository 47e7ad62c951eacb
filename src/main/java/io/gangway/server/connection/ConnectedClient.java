package io.gangway.server.connection;

import io.gangway.exchange.Attachments;
import io.gangway.exchange.Client;
import io.gangway.loop.ConnectionCounts;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.SelfConnections;
import io.gangway.net.Listen;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.EndPoint;

/** The client at the other end of a connection of ours. Confined to its loop. */
public final class ConnectedClient implements Client {
    private static final long NANOS_OF_MILLI = 1_000_000L;

    private final SelectorEventLoop loop;
    private final ConnectionContext context;
    private final SSLEngine tls;
    private final long acceptedNanos;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final Attachments attachments = new Attachments();
    private int requests;
    private boolean pipelined;

    /** The leg of this server itself by which it comes; null mostly. Looked for when it is first asked for. */
    private SelfConnections.ConnectionEntry hop;

    private boolean hopKnown;

    /**
     * That of a connection which begins now.
     *
     * @param tls null for plain TCP, and before the handshake
     */
    public ConnectedClient(EndPoint endPoint, SelectorEventLoop loop, ConnectionContext context, SSLEngine tls) {
        this.loop = loop;
        this.context = context;
        this.tls = tls;
        acceptedNanos = loop.nanoTime();
        localAddress = endPoint.getLocalSocketAddress();
        remoteAddress = endPoint.getRemoteSocketAddress();
    }

    /** One more request has come. */
    public void requested() {
        requests++;
    }

    /** Whether some of the next request was there when the last exchange ended. */
    public void pipelined(boolean there) {
        pipelined = there;
    }

    @Override
    public boolean pipelined() {
        return pipelined;
    }

    @Override
    public TlsHello tlsHello() {
        return context.tlsHello();
    }

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public Listen listen() {
        return context.hosts().listen();
    }

    @Override
    public ProxyHeader proxyHeader() {
        return context.proxyHeader();
    }

    @Override
    public SSLEngine tls() {
        return tls;
    }

    @Override
    public boolean isSecure() {
        return tls != null || tlsHello() != null;
    }

    @Override
    public Attachments attachments() {
        return attachments;
    }

    @Override
    public long serial() {
        return context.serial();
    }

    @Override
    public int requests() {
        return requests;
    }

    @Override
    public long ageMillis() {
        return (loop.nanoTime() - acceptedNanos) / NANOS_OF_MILLI;
    }

    @Override
    public int hops() {
        if (!hopKnown) {
            hopKnown = true;
            hop = loop.group().self().from(remoteAddress);
        }
        return hop == null ? 0 : hop.count();
    }

    @Override
    public ConnectionCounts counts() {
        return context.counts();
    }
}
