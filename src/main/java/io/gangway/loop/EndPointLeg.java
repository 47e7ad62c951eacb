package io.gangway.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/** A leg over one of Jetty's end points, plain or TLS. Confined to its loop. */
public final class EndPointLeg extends NotifyingLeg {
    private final SelectorEventLoop loop;
    private final EndPoint endPoint;
    private final SSLEngine tls;
    private final LegConnection connection;
    private final DirectWrite writing;

    private long sent;
    private boolean interested;

    /** The entry of a leg that leads to this server itself; else null. */
    private SelfConnections.ConnectionEntry hop;

    public EndPointLeg(SelectorEventLoop loop, EndPoint endPoint, SSLEngine tls) {
        this.loop = loop;
        this.endPoint = endPoint;
        this.tls = tls;
        connection = new LegConnection();
        writing = new DirectWrite(endPoint, new Written());
    }

    /**
     * Creates a leg for a connected socket that another program has accepted.
     *
     * @param closed runs on the loop when the connection is closed
     */
    public static EndPointLeg adopt(SelectorEventLoop loop, SocketChannel socket, Runnable closed) throws IOException {
        loop.connections().acquire();
        EndPointLeg[] leg = new EndPointLeg[1];
        loop.adopt(socket, null, endPoint -> {
            leg[0] = new EndPointLeg(loop, endPoint, null);
            return leg[0].connection();
        });
        leg[0].connection().addEventListener(whenClosed(closed));
        return leg[0];
    }

    public static Connection.Listener whenClosed(Runnable closed) {
        return new Connection.Listener() {
            @Override
            public void onClosed(Connection connection) {
                closed.run();
            }
        };
    }

    /** The end point, for an owner that writes to it by itself. */
    public EndPoint endPoint() {
        return endPoint;
    }

    /** The connection that Jetty calls for this end point. */
    public AbstractConnection connection() {
        return connection;
    }

    /**
     * Marks that the end point already has a fill interest of its previous connection; its callback is passed to {@link
     * #connection()}.
     */
    public void interestPending() {
        interested = true;
    }

    void hop(SelfConnections.ConnectionEntry known) {
        hop = known;
    }

    @Override
    public void hops(int hops) {
        if (hop != null) {
            hop.count(hops);
        }
    }

    @Override
    protected int read(ByteBuffer buffer) throws IOException {
        return endPoint.fill(buffer);
    }

    @Override
    protected void await() {
        if (!interested) {
            interested = true;
            connection.fillInterested();
        }
    }

    @Override
    public boolean write(ByteBuffer... buffers) throws IOException {
        sent += BufferUtil.remaining(buffers);
        return writing.write(buffers);
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public void shutdownOutput() {
        endPoint.shutdownOutput();
    }

    @Override
    public void close() {
        detach();
        endPoint.close();
    }

    @Override
    public void abort() {
        detach();
        if (endPoint.getTransport() instanceof SocketChannel channel) {
            try {
                // https://bugs.openjdk.org/browse/JDK-8203059: without it, closing a channel of a selector sends FIN.
                // This can go when the JDK has a method that resets a connection.
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException | UnsupportedOperationException e) {
                // A unix socket has no RST: closing is all there is.
                endPoint.close();
                return;
            }
            // Closes the channel directly, so that TLS sends nothing more.
            try {
                channel.close();
            } catch (IOException e) {
                endPoint.close();
                return;
            }
        }
        endPoint.close();
    }

    @Override
    public boolean isOpen() {
        return endPoint.isOpen();
    }

    @Override
    public SocketAddress localAddress() {
        return endPoint.getLocalSocketAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return endPoint.getRemoteSocketAddress();
    }

    @Override
    public SSLEngine tls() {
        return tls;
    }

    @Override
    public SelectorEventLoop loop() {
        return loop;
    }

    private final class LegConnection extends AbstractConnection.NonBlocking {
        LegConnection() {
            super(endPoint, loop::execute);
        }

        @Override
        public void onFillable() {
            interested = false;
            readable();
        }

        /** A failed demand is reported as readable: the next fill throws the failure or returns the end. */
        @Override
        public void onFillInterestedFailed(Throwable cause) {
            interested = false;
            readable();
        }
    }

    private final class Written implements DirectWrite.Listener {
        @Override
        public void written() {
            notifyListener(Listener::writable);
        }

        @Override
        public void writeFailed(Throwable cause) {
            notifyListener(current -> current.failed(cause));
        }
    }
}
