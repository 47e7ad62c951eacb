package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.server.ContainerLeg;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A leg on an end point of the container's Jetty. */
final class JettyLeg extends ContainerLeg {
    private final JettyIo jetty;
    private final Object endPoint;
    private final Object onFillable;
    private final Object onWritten;
    private final int stream;

    /**
     * Creates a leg.
     *
     * @param stream the number of the HTTP/2 stream; 0 for a connection
     */
    JettyLeg(Client client, EventLoop loop, JettyIo jetty, Object endPoint, int stream) {
        super(client, loop);
        this.jetty = jetty;
        this.endPoint = endPoint;
        this.stream = stream;
        onFillable = jetty.callback(this::arrived, cause -> arrived());
        onWritten = jetty.callback(this::written, this::writeFailed);
    }

    @Override
    public int stream() {
        return stream;
    }

    @Override
    protected SocketChannel plain() {
        return !jetty.isSecure(endPoint) && jetty.transport(endPoint) instanceof SocketChannel socket ? socket : null;
    }

    @Override
    protected boolean hasInput() {
        return false;
    }

    @Override
    protected void interest() {
        jetty.fillInterested(endPoint, onFillable);
    }

    @Override
    protected int read(ByteBuffer buffer) throws IOException {
        return jetty.fill(endPoint, buffer);
    }

    @Override
    protected boolean send(ByteBuffer... buffers) throws IOException {
        if (jetty.flush(endPoint, buffers)) {
            return true;
        }
        jetty.write(endPoint, onWritten, buffers);
        return false;
    }

    @Override
    protected void sendEnd() {
        jetty.shutdownOutput(endPoint);
    }

    @Override
    protected void end(boolean reset) {
        if (reset && jetty.transport(endPoint) instanceof SocketChannel channel) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            } catch (IOException | UnsupportedOperationException e) {
                // Closed already, or a unix socket, which has no RST.
                jetty.close(endPoint);
                return;
            }
        } else if (reset && stream > 0) {
            reset();
        }
        jetty.close(endPoint);
    }

    @Override
    protected void reset() {
        jetty.reset(endPoint, new EOFException("the tunnel was closed"));
    }
}
