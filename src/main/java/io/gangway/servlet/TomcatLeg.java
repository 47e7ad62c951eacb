package io.gangway.servlet;

import io.gangway.core.Client;
import io.gangway.core.Loop;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.eclipse.jetty.util.BufferUtil;

/** A socket of Tomcat's as a leg. */
final class TomcatLeg extends ContainerLeg {
    private final SocketWrapperBase<?> socket;

    /** The socket below, where nothing of Tomcat's changes its bytes; else null. */
    private final SocketChannel plain;

    /** Whether Tomcat may hold bytes that were read from the socket: behind the head, behind a full buffer, behind TLS. */
    private boolean buffered = true;

    private boolean writing;
    private boolean inputEnded;

    /** Written by the loop, read by Tomcat's threads. */
    private volatile boolean ended;

    /** Whether Tomcat closed the socket; written by its threads. */
    private volatile boolean gone;

    TomcatLeg(Client client, Loop loop, SocketWrapperBase<?> socket) {
        super(client, loop);
        this.socket = socket;
        plain = socket.getSocket() instanceof NioChannel channel && !(channel instanceof SecureNioChannel)
                ? channel.getIOChannel()
                : null;
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
    boolean hasInput() {
        if (!buffered || gone || inputEnded) {
            return gone || inputEnded;
        }
        try {
            return socket.isReadyForRead();
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
    public int fill(ByteBuffer buffer) throws IOException {
        if (gone) {
            throw new IOException("the servlet container has closed the connection");
        }
        if (inputEnded) {
            return -1;
        }
        int position = BufferUtil.flipToFill(buffer);
        try {
            int n = socket.read(false, buffer);
            buffered = plain == null || n > 0 && (buffered || !buffer.hasRemaining());
            return n;
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
        boolean more = socket.flush(false);
        writing = more;
        if (more) {
            socket.registerWriteInterest();
        }
        return !more;
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

    /** Where half of a connection can't be closed, the end of one direction is the end of the other: as in nginx. */
    @Override
    void sendEnd() {
        if (plain == null) {
            inputEnded = true;
            arrived();
            return;
        }
        try {
            plain.shutdownOutput();
        } catch (IOException e) {
            // It is closed already, which the next read says.
            inputEnded = true;
        }
    }

    /** A thread of Tomcat's closes it, so that Tomcat forgets it everywhere. */
    @Override
    void end(boolean reset) {
        if (reset && plain != null) {
            try {
                plain.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // It is closed already.
                ended = true;
            }
        }
        ended = true;
        if (!gone) {
            socket.processSocket(SocketEvent.OPEN_READ, true);
        }
    }
}
