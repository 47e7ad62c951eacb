package io.gangway.limit;

import java.util.HashMap;
import java.util.Map;

/**
 * How many requests of each key of a {@code limit_conn_zone} are under way, shared by all loops and by generations with the same
 * zone. All fields are guarded by this object.
 */
final class Connections {
    /** Bytes of nginx's node beside the key. */
    private static final int NODE = 36;

    private final Map<String, Integer> counts = new HashMap<>();
    private long left;

    Connections(long size) {
        left = ZoneSize.capacity(size);
    }

    /** What became of a request. */
    enum Entry {
        IN,
        TOO_MANY,
        NO_ROOM
    }

    /** One more of that key, unless there are {@code most}. */
    synchronized Entry enter(String key, int max) {
        int count = counts.getOrDefault(key, 0);
        if (count > 0 && count >= max) {
            return Entry.TOO_MANY;
        }
        if (count == 0) {
            if (bytes(key) > left) {
                return Entry.NO_ROOM;
            }
            left -= bytes(key);
        }
        counts.put(key, count + 1);
        return Entry.IN;
    }

    /** One that came in is gone. */
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
