package io.gangway.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;

/**
 * One side of a proxied connection, as a byte stream: the client leg of a tunnel or any upstream leg. Confined to its
 * loop. Buffers are in flush mode (position to limit is content), as for Jetty's end points.
 */
public interface Leg {
    /** Callbacks to the present owner of the leg. */
    interface Listener {
        /**
         * After {@link Leg#demand}: bytes, the end of the stream or a failure (which {@link Leg#fill} throws) are
         * available.
         */
        void readable();

        /** After a {@link Leg#write} that returned false: all of it is written now. */
        void writable();

        /** A pending write failed. The owner must still release its buffers and close the leg. */
        void failed(Throwable cause);

        /** A callback of this listener threw an unexpected exception: whatever the listener serves must end now. */
        void crashed(Throwable cause);
    }

    /** Sets the owner. Pending demands and writes report to the new one. */
    void listener(Listener listener);

    /**
     * Appends bytes that have arrived to a buffer.
     *
     * @return the number of bytes appended; 0 when none are available; -1 at the end of the stream
     */
    int fill(ByteBuffer buffer) throws IOException;

    /**
     * Gives back bytes that were read before the owner was set; they are copied, and {@link #fill} returns them first.
     * At most once per leg.
     */
    void unread(ByteBuffer bytes);

    /** Requests one {@link Listener#readable()}. Idempotent while one is outstanding. */
    void demand();

    /**
     * Writes the buffers in one system call where that is possible.
     *
     * @return true when all is written; false when the rest is pending: the buffers belong to the leg until {@link
     *     Listener#writable()} or {@link Listener#failed}, except for those that are empty (TLS takes a copy)
     */
    boolean write(ByteBuffer... buffers) throws IOException;

    /**
     * Sets how many legs of this server in a row, including this one, the current request has come through; the server
     * that accepts the connection reads it with {@code Client.hops()}. Only for legs that lead from this server to
     * itself.
     */
    default void hops(int hops) {}

    /** Bytes passed to {@link #write} so far, including those of a pending write. */
    long sent();

    /** Sends FIN (with TLS a close_notify first); reading stays possible. */
    void shutdownOutput();

    /**
     * Ends the output because the other side of the proxied connection is broken: as {@link #shutdownOutput()}, or as a
     * failure where the protocol has one.
     */
    default void breakOutput() {
        shutdownOutput();
    }

    /** Closes both directions. Idempotent; the listener is not called any more. */
    void close();

    /** Closes at once with RST. Idempotent; the listener is not called any more. */
    void abort();

    boolean isOpen();

    /** The number of the HTTP/2 stream that carries the bytes; 0 for a connection of its own. */
    default int stream() {
        return 0;
    }

    SocketAddress localAddress();

    SocketAddress remoteAddress();

    /** The TLS engine of this leg, or null. */
    SSLEngine tls();

    EventLoop loop();
}
