package io.gangway.cluster;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;

/** The nodes that can reach each other now. Thread-safe. */
interface Group extends AutoCloseable {
    /** What happens in the group. Called by threads of the group, for each sender in order. */
    interface Listener {
        /** A message of another node. */
        void received(Object node, ByteBuffer message);

        /** These are the other nodes now. */
        void others(Collection<?> nodes);
    }

    /** Sends a message to all other nodes, in order. May block for a while. */
    void send(byte[] message) throws Exception;

    /** Sets where other nodes may be. */
    void addresses(List<InetSocketAddress> all);

    /** Leaves the group. */
    @Override
    void close();
}
