package io.gangway.server.connection;

import io.gangway.exchange.Attachments;
import io.gangway.exchange.Client;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.net.Listen;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;

/** The client of a connection accepted by this server. Confined to its loop. */
public final class ConnectedClient implements Client {
    private static final long NANOS_OF_MILLI = 1_000_000L;

    private final ConnectionContext context;
    private final long acceptedNanos;
    private final Attachments attachments;
    private int requests;
    private boolean pipelined;

    /** The client of a new connection. */
    ConnectedClient(ConnectionContext context) {
        this(context, context.loop().nanoTime(), new Attachments(), 0);
    }

    private ConnectedClient(ConnectionContext context, long acceptedNanos, Attachments attachments, int requests) {
        this.context = context;
        this.acceptedNanos = acceptedNanos;
        this.attachments = attachments;
        this.requests = requests;
    }

    /**
     * The same client for one of several concurrent requests.
     *
     * @param number the number of requests on the connection when this one arrived
     */
    public ConnectedClient of(int number) {
        return new ConnectedClient(context, acceptedNanos, attachments, number);
    }

    /** Counts a request. */
    public void requested() {
        requests++;
    }

    /** Sets whether bytes of the next request had arrived when the last exchange ended. */
    public void pipelined(boolean value) {
        pipelined = value;
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
        return context.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return context.localAddress();
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
        return context.tls();
    }

    @Override
    public boolean isSecure() {
        return tlsHello() != null;
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
        return (context.loop().nanoTime() - acceptedNanos) / NANOS_OF_MILLI;
    }

    @Override
    public int hops() {
        return context.hops();
    }

    @Override
    public ConnectionCounts counts() {
        return context.counts();
    }
}
