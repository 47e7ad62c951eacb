package io.gangway.server;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.NotifyingLeg;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.util.BufferUtil;

/**
 * A connection, or a stream of one, that a servlet container or a Jetty server has handed over, as a leg. Where the
 * container does not change the bytes, {@link #best} returns a leg on the socket itself, which needs no thread switches;
 * otherwise, as with TLS, this one is used. Reads and writes run on the loop; the container's threads only report that
 * the socket is readable or writable. Confined to the loop except {@link #arrived}, {@link #written} and {@link
 * #writeFailed}.
 */
public abstract class ContainerLeg extends NotifyingLeg {
    private final Client client;
    private final EventLoop loop;
    private boolean interested;
    private boolean outputShutdown;
    private boolean closed;
    private long sent;

    protected ContainerLeg(Client client, EventLoop loop) {
        this.client = client;
        this.loop = loop;
    }

    /** The socket, if the container does not change its bytes; else null. */
    protected abstract SocketChannel plain();

    /** All bytes that the container has already read, in flush mode. Called at most once. */
    protected ByteBuffer buffered() throws IOException {
        return unread() == null ? BufferUtil.EMPTY_BUFFER : unread();
    }

    /** The leg to use: one on the socket if possible, else this one. */
    public final Leg best() throws IOException {
        SocketChannel socket = plain();
        if (socket == null) {
            return this;
        }
        ByteBuffer read = buffered();
        Leg leg = Engine.adopt(loop, socket, this::close);
        leg.unread(read);
        return leg;
    }

    /** Whether bytes are available that no event will report. */
    protected abstract boolean hasInput();

    /** Requests one call of {@link #arrived}. */
    protected abstract void interest();

    /**
     * Returns true when the socket accepted everything; false when {@link #written} or {@link #writeFailed} follows.
     */
    protected abstract boolean send(ByteBuffer... buffers) throws IOException;

    /** Sends FIN, if the container can. */
    protected abstract void sendEnd();

    /** Resets the stream of HTTP/2. Not called for a connection. */
    protected void reset() {
        sendEnd();
    }

    /**
     * Closes the connection. Called once.
     *
     * @param reset whether to send RST
     */
    protected abstract void end(boolean reset);

    // ---- called on the container's threads

    public final void arrived() {
        loop.execute(() -> {
            interested = false;
            readable();
        });
    }

    public final void written() {
        loop.execute(() -> notifyListener(Listener::writable));
    }

    public final void writeFailed(Throwable cause) {
        loop.execute(() -> notifyListener(listener -> listener.failed(cause)));
    }

    // ---- Leg

    @Override
    protected final void await() {
        if (interested || closed) {
            return;
        }
        if (hasInput()) {
            post();
        } else {
            interested = true;
            interest();
        }
    }

    @Override
    public final boolean write(ByteBuffer... buffers) throws IOException {
        sent += BufferUtil.remaining(buffers);
        return send(buffers);
    }

    @Override
    public final long sent() {
        return sent;
    }

    @Override
    public final void shutdownOutput() {
        if (!outputShutdown && !closed) {
            outputShutdown = true;
            sendEnd();
        }
    }

    /** A stream is reset: after END_STREAM a frame that was broken off would look as if it had been sent so. */
    @Override
    public final void breakOutput() {
        if (stream() == 0) {
            shutdownOutput();
        } else if (!outputShutdown && !closed) {
            outputShutdown = true;
            reset();
        }
    }

    @Override
    public final void close() {
        close(false);
    }

    @Override
    public final void abort() {
        close(true);
    }

    private void close(boolean reset) {
        detach();
        if (!closed) {
            closed = true;
            end(reset);
        }
    }

    @Override
    public final boolean isOpen() {
        return !closed;
    }

    @Override
    public final SocketAddress localAddress() {
        return client.localAddress();
    }

    @Override
    public final SocketAddress remoteAddress() {
        return client.remoteAddress();
    }

    @Override
    public final SSLEngine tls() {
        return null;
    }

    @Override
    public final EventLoop loop() {
        return loop;
    }
}
