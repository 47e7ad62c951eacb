package io.gangway.jetty;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.server.ContainerLeg;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;

/** A leg on an end point of Jetty's server: a connection under TLS, or a stream of HTTP/2. */
final class HostedLeg extends ContainerLeg {
    private final EndPoint endPoint;
    private final int stream;

    /**
     * Creates a leg.
     *
     * @param stream the number of the HTTP/2 stream; 0 for a connection
     */
    HostedLeg(Client client, EventLoop loop, EndPoint endPoint, int stream) {
        super(client, loop);
        this.endPoint = endPoint;
        this.stream = stream;
    }

    @Override
    public int stream() {
        return stream;
    }

    @Override
    protected SocketChannel plain() {
        return !endPoint.isSecure() && endPoint.getTransport() instanceof SocketChannel socket ? socket : null;
    }

    @Override
    protected boolean hasInput() {
        return false;
    }

    @Override
    protected void interest() {
        endPoint.fillInterested(Callback.from(Callback.InvocationType.NON_BLOCKING, this::arrived, cause -> arrived()));
    }

    @Override
    protected int read(ByteBuffer buffer) throws IOException {
        return endPoint.fill(buffer);
    }

    @Override
    protected boolean send(ByteBuffer... buffers) throws IOException {
        if (endPoint.flush(buffers)) {
            return true;
        }
        // The one that comes second continues: this thread, or the one that has written.
        AtomicBoolean met = new AtomicBoolean();
        endPoint.write(
                Callback.from(
                        Callback.InvocationType.NON_BLOCKING,
                        () -> {
                            if (met.getAndSet(true)) {
                                written();
                            }
                        },
                        this::writeFailed),
                buffers);
        return met.getAndSet(true);
    }

    @Override
    protected void sendEnd() {
        endPoint.shutdownOutput();
    }

    /** A stream gets RST_STREAM, or END_STREAM; Jetty then answers with RST_STREAM to what the client still sends. */
    @Override
    protected void end(boolean reset) {
        if (endPoint.getTransport() instanceof SocketChannel channel) {
            if (reset) {
                reset(channel);
            }
        } else if (reset) {
            reset();
        }
        endPoint.close();
    }

    @Override
    protected void reset() {
        Callback pending = endPoint.cancelWrite(new EOFException("the tunnel was closed"));
        if (pending != null) {
            pending.succeeded();
        }
    }

    private static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException e) {
            // Closed already, or a unix socket, which has no RST.
            return;
        }
        IO.close(channel);
    }
}
