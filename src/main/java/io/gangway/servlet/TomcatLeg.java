package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
import io.gangway.server.ContainerLeg;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.eclipse.jetty.util.BufferUtil;

/** A leg on a Tomcat socket. */
final class TomcatLeg extends ContainerLeg {
    private final SocketWrapperBase<?> socket;

    private boolean writing;
    private boolean inputEnded;

    /** Whether the leg is closed; written by the loop, read by Tomcat's threads. */
    private volatile boolean ended;

    /** Whether Tomcat has closed the socket; written by its threads. */
    private volatile boolean containerClosed;

    TomcatLeg(Client client, EventLoop loop, SocketWrapperBase<?> socket) {
        super(client, loop);
        this.socket = socket;
    }

    boolean isEnded() {
        return ended;
    }

    // ---- called on Tomcat's threads

    /** The socket is writable. */
    void writePossible() {
        loop().execute(this::flush);
    }

    /** Tomcat closes the socket. */
    void containerClosed(SocketEvent event) {
        containerClosed = true;
        loop().execute(() -> {
            if (writing) {
                writing = false;
                writeFailed(new IOException("the servlet container closes the connection: " + event));
            }
        });
        arrived();
    }

    // ---- ContainerLeg

    @Override
    protected SocketChannel plain() {
        return socket.getSocket() instanceof NioChannel channel && !(channel instanceof SecureNioChannel)
                ? channel.getIOChannel()
                : null;
    }

    @Override
    protected ByteBuffer buffered() throws IOException {
        SocketBufferHandler buffers = socket.getSocketBufferHandler();
        if (buffers.isReadBufferEmpty()) {
            return BufferUtil.EMPTY_BUFFER;
        }
        // Reads only the buffered bytes: Tomcat reads the socket only when its buffer is empty.
        ByteBuffer all = ByteBuffer.allocate(buffers.getReadBuffer().capacity());
        socket.read(false, all);
        return all.flip();
    }

    /** Bytes that TLS holds cause no event, so they must be looked for. */
    @Override
    protected boolean hasInput() {
        try {
            return containerClosed || inputEnded || socket.isReadyForRead();
        } catch (IOException e) {
            // The next read throws it.
            return true;
        }
    }

    @Override
    protected void interest() {
        socket.registerReadInterest();
    }

    @Override
    protected int read(ByteBuffer buffer) throws IOException {
        if (containerClosed) {
            throw new IOException("the servlet container has closed the connection");
        }
        if (inputEnded) {
            return -1;
        }
        int position = BufferUtil.flipToFill(buffer);
        try {
            return socket.read(false, buffer);
        } catch (EOFException e) {
            return -1;
        } finally {
            BufferUtil.flipToFlush(buffer, position);
        }
    }

    @Override
    protected boolean send(ByteBuffer... buffers) throws IOException {
        for (ByteBuffer buffer : buffers) {
            socket.write(false, buffer);
        }
        return isFlushed();
    }

    private boolean isFlushed() throws IOException {
        writing = socket.flush(false);
        if (writing) {
            socket.registerWriteInterest();
        }
        return !writing;
    }

    private void flush() {
        try {
            if (writing && !ended && isFlushed()) {
                written();
            }
        } catch (IOException e) {
            writeFailed(e);
        }
    }

    /** Ends both directions, as nginx does: Tomcat can't close half of a connection. */
    @Override
    protected void sendEnd() {
        inputEnded = true;
        arrived();
    }

    /** Lets a Tomcat thread close the socket, so that Tomcat removes it everywhere. */
    @Override
    protected void end(boolean reset) {
        if (reset && socket.getSocket() instanceof NioChannel channel) {
            try {
                channel.getIOChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // Closed already.
                containerClosed = true;
            }
        }
        ended = true;
        socket.processSocket(SocketEvent.OPEN_READ, true);
    }
}
