package io.gangway.limit;

import io.gangway.config.ZoneSize;
import io.gangway.metrics.LimitCounts;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the running requests for each key of a {@code limit_conn_zone}. Shared by all loops and by generations with
 * the same zone. All fields are guarded by this object.
 */
final class Connections {
    /** Size of nginx's node without the key, in bytes. */
    private static final int NODE = 36;

    private final Map<String, Integer> counts = new HashMap<>();
    private final LimitCounts decisions = new LimitCounts();
    /** Bytes left in the zone. */
    private long left;

    Connections(long size) {
        left = ZoneSize.capacity(size);
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
        if (count > 0 && count >= max) {
            return Result.TOO_MANY;
        }
        if (count == 0) {
            if (bytes(key) > left) {
                return Result.ZONE_FULL;
            }
            left -= bytes(key);
        }
        counts.put(key, count + 1);
        return Result.ENTERED;
    }

    /** Ends a request for which {@link #enter} returned {@link Result#ENTERED}. */
    synchronized void leave(String key) {
        if (counts.merge(key, -1, Integer::sum) == 0) {
            counts.remove(key);
            left += bytes(key);
        }
    }

    private static int bytes(String key) {
        return ZoneSize.chunk(NODE + key.length());
    }
}
