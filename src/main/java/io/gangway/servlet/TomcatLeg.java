package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.loop.EventLoop;
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

/** A socket of Tomcat's as a leg. */
final class TomcatLeg extends ContainerLeg {
    private final SocketWrapperBase<?> socket;

    private boolean writing;
    private boolean inputEnded;

    /** Whether we want it closed; written by the loop, read by Tomcat's threads. */
    private volatile boolean ended;

    /** Whether Tomcat closed it; written by its threads. */
    private volatile boolean gone;

    TomcatLeg(Client client, EventLoop loop, SocketWrapperBase<?> socket) {
        super(client, loop);
        this.socket = socket;
    }

    boolean isEnded() {
        return ended;
    }

    // ---- Tomcat's threads

    /** The socket takes more. */
    void writePossible() {
        loop().execute(this::flush);
    }

    /** Tomcat closes the socket. */
    void gone(SocketEvent event) {
        gone = true;
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
    SocketChannel plain() {
        return socket.getSocket() instanceof NioChannel channel && !(channel instanceof SecureNioChannel)
                ? channel.getIOChannel()
                : null;
    }

    @Override
    ByteBuffer buffered() throws IOException {
        SocketBufferHandler buffers = socket.getSocketBufferHandler();
        if (buffers.isReadBufferEmpty()) {
            return BufferUtil.EMPTY_BUFFER;
        }
        // what is there comes alone: the socket is read when nothing is there
        ByteBuffer all = ByteBuffer.allocate(buffers.getReadBuffer().capacity());
        socket.read(false, all);
        return all.flip();
    }

    /** No event tells of bytes that TLS holds: only a try does. */
    @Override
    boolean hasInput() {
        try {
            return gone || inputEnded || socket.isReadyForRead();
        } catch (IOException e) {
            // The read that follows says it.
            return true;
        }
    }

    @Override
    void interest() {
        socket.registerReadInterest();
    }

    @Override
    int read(ByteBuffer buffer) throws IOException {
        if (gone) {
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
    boolean send(ByteBuffer... buffers) throws IOException {
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

    /** Tomcat can't close half of a connection, so the end of one direction is the end of the other, as in nginx. */
    @Override
    void sendEnd() {
        inputEnded = true;
        arrived();
    }

    /** A thread of Tomcat's closes it, so that Tomcat forgets it everywhere. */
    @Override
    void end(boolean reset) {
        if (reset && socket.getSocket() instanceof NioChannel channel) {
            try {
                channel.getIOChannel().setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // It is closed already.
                gone = true;
            }
        }
        ended = true;
        socket.processSocket(SocketEvent.OPEN_READ, true);
    }
}
