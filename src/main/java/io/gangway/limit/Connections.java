package io.gangway.limit;

import io.gangway.config.ZoneSize;
import io.gangway.metrics.LimitCounts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Counts the running requests for each key of a {@code limit_conn_zone}. Shared by all loops and by generations with
 * the same zone. All fields are guarded by this object.
 */
final class Connections {
    /** Size of nginx's node without the key, in bytes. */
    private static final int NODE = 36;

    private final Map<String, Integer> counts = new HashMap<>();
    private final LimitCounts decisions = new LimitCounts();

    /** The counts of other nodes; null without {@code sync}. */
    private final OtherConnections others;

    /** Bytes left in the zone. */
    private long left;

    /** @param sync whether the requests of other nodes count, too */
    Connections(long size, boolean sync) {
        left = ZoneSize.capacity(size);
        others = sync ? new OtherConnections(left) : null;
    }

    /** The decisions of the zone; thread-safe by themselves. */
    LimitCounts decisions() {
        return decisions;
    }

    /** The result of {@link #enter}. */
    enum Result {
        ENTERED,
        TOO_MANY,
        ZONE_FULL
    }

    /** Counts a request for the key, unless there are {@code max} already. */
    synchronized Result enter(String key, int max) {
        int count = counts.getOrDefault(key, 0);
        int all = others == null ? count : count + others.sum(key);
        if (all > 0 && all >= max) {
            return Result.TOO_MANY;
        }
        if (count == 0) {
            if (bytes(key) > left) {
                return Result.ZONE_FULL;
            }
            left -= bytes(key);
        }
        counts.put(key, count + 1);
        note(key);
        return Result.ENTERED;
    }

    /** Ends a request for which {@link #enter} returned {@link Result#ENTERED}. */
    synchronized void leave(String key) {
        if (counts.merge(key, -1, Integer::sum) == 0) {
            counts.remove(key);
            left += bytes(key);
        }
        note(key);
    }

    private void note(String key) {
        if (others != null) {
            others.changed(key, counts.containsKey(key));
        }
    }

    // ---- with sync

    /** Begins or ends to note changes for other nodes. */
    synchronized void share(boolean on) {
        others.share(on);
    }

    /** Gives out the counts of this node that have changed since the last time. */
    synchronized void changes(Consumer<byte[]> records) {
        others.takeChanged(counts.keySet()).forEach(key -> records.accept(record(key, counts.getOrDefault(key, 0))));
    }

    /** Gives out all counts of this node. */
    synchronized void all(Consumer<byte[]> records) {
        others.toldAll(counts.keySet());
        counts.forEach((key, count) -> records.accept(record(key, count)));
    }

    private static byte[] record(String key, int count) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(count)
                .put(bytes)
                .array();
    }

    /** Sets the count of another node. */
    synchronized void set(Object node, String key, int count) {
        others.set(node, key, count);
    }

    /** Forgets the counts of another node. */
    synchronized void forget(Object node) {
        others.forget(node);
    }

    synchronized int unsent() {
        return others.changed();
    }

    synchronized int count() {
        return counts.size();
    }

    static int bytes(String key) {
        return ZoneSize.chunk(NODE + key.length());
    }
}
