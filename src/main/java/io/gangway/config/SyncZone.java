package io.gangway.config;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A zone with {@code sync}: its state is shared by the nodes of a cluster. A record is the state of one key, in a format
 * of the zone's own. Records of one node arrive in the order in which it sent them, and at most once; those of different
 * nodes in any order, and after a partition some never do. Thread-safe. Times are of a monotonic clock, in milliseconds.
 */
public interface SyncZone {
    /** What the records of a message are. */
    enum Extent {
        /** What has changed since the records before. */
        CHANGES,
        /** The whole state, for nodes that have joined. */
        ALL
    }

    /** The name of the zone. */
    String name();

    /** What must be equal on all nodes for their records to make sense, such as the kind of the zone and its key. */
    String shape();

    /**
     * Begins or ends to note changes, for {@link #collect}. A zone that nobody collects from notes nothing: it would need
     * ever more memory.
     */
    void share(boolean on);

    /** Gives out records. */
    void collect(Extent extent, long nowMillis, Consumer<byte[]> records);

    /**
     * Takes over a record.
     *
     * @param node that sent it; equal objects stand for the same node
     * @param ageMillis the time since it was collected, about
     * @throws RuntimeException if it is malformed
     */
    void apply(Object node, Extent extent, ByteBuffer record, long nowMillis, long ageMillis);

    /**
     * Forgets what a node has told of itself alone, such as its connections: all records of that node follow, or it has
     * left. Does nothing by default, for a state that all nodes have in common.
     */
    default void forget(Object node) {}

    /** The number of keys that have changed since the last {@link #collect}. */
    int pending();

    /** The number of keys of this node. */
    int total();
}
