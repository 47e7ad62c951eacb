package io.gangway.loop;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;

/**
 * One connection, as bytes: the client leg of a tunnel or any upstream leg. Confined to its loop. Buffers are in flush
 * mode (position to limit is content), as Jetty's end points take them.
 */
public interface Leg {
    /** Whom to tell; one at a time, the present owner of the leg. */
    interface Listener {
        /** After {@link Leg#demand}: there is something to fill, the end, or a failure that {@link Leg#fill} will throw. */
        void readable();

        /** After a {@link Leg#write} that answered false: all of it is written now. */
        void writable();

        /** A pending write failed; nothing was freed but the socket's own. */
        void failed(Throwable cause);

        /** A call of this listener failed in a way that it must not: whatever it works for is to end now. */
        void crashed(Throwable cause);
    }

    /** Makes somebody the owner. Demands and writes that are pending report to the new one. */
    void listener(Listener listener);

    /**
     * Appends what has arrived to a buffer.
     *
     * @return bytes appended; 0 when there are none now; -1 at the end of the stream
     */
    int fill(ByteBuffer buffer) throws IOException;

    /** Bytes that were read before somebody became the owner; copied. {@link #fill} gives them first. At most once for a leg. */
    void unread(ByteBuffer bytes);

    /** Asks for one {@link Listener#readable()}. Idempotent while one is outstanding. */
    void demand();

    /**
     * Writes the buffers in one system call where that is possible.
     *
     * @return true when all is written; false when the rest is pending: the buffers belong to the leg until
     *     {@link Listener#writable()} or {@link Listener#failed}, but for those that are empty (TLS takes a copy)
     */
    boolean write(ByteBuffer... buffers) throws IOException;

    /**
     * Says how many legs the request that goes out now has come by, this one included, where they lead from this server to itself;
     * whoever accepts it asks by {@code Client.hops()}.
     */
    default void hops(int hops) {}

    /** Bytes given to {@link #write} so far, those of a pending write included. */
    long sent();

    /** Sends FIN (in TLS close_notify before); reading goes on. */
    void shutdownOutput();

    /** Closes both directions. Idempotent; the listener is not called any more. */
    void close();

    /** Closes at once with RST. Idempotent; the listener is not called any more. */
    void abort();

    boolean isOpen();

    SocketAddress localAddress();

    SocketAddress remoteAddress();

    /** The TLS engine of this leg, or null. */
    SSLEngine tls();

    EventLoop loop();
}
