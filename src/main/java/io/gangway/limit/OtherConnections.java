package io.gangway.limit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The requests that other nodes count in a {@code limit_conn_zone} with {@code sync}, and which counts of this node they
 * have not heard of. They may take as much memory as the zone itself; what does not fit is not counted. Guarded by its
 * {@link Connections}.
 */
final class OtherConnections {
    private final Map<Object, Map<String, Integer>> nodes = new HashMap<>();

    /** Of all other nodes. */
    private final Map<String, Integer> sums = new HashMap<>();

    /** Null if there is no other node to tell. */
    private Set<String> changed;

    /** Bytes left for the counts of other nodes. */
    private long left;

    OtherConnections(long capacity) {
        left = capacity;
    }

    int sum(String key) {
        return sums.getOrDefault(key, 0);
    }

    /** The count of this node has changed. */
    void changed(String key) {
        if (changed != null) {
            changed.add(key);
        }
    }

    int changed() {
        return changed == null ? 0 : changed.size();
    }

    /** Begins or ends to note changes for other nodes. */
    void share(boolean on) {
        changed = on ? new HashSet<>() : null;
    }

    /** Returns the keys whose count of this node has changed since the last time. */
    Set<String> takeChanged() {
        Set<String> taken = changed == null ? Set.of() : changed;
        share(changed != null);
        return taken;
    }

    void set(Object node, String key, int count) {
        Map<String, Integer> counts = nodes.computeIfAbsent(node, n -> new HashMap<>());
        Integer before = counts.get(key);
        if (before == null && (count == 0 || Connections.bytes(key) > left)) {
            return;
        }
        if (count == 0) {
            counts.remove(key);
            left += Connections.bytes(key);
        } else {
            counts.put(key, count);
            left -= before == null ? Connections.bytes(key) : 0;
        }
        add(key, count - (before == null ? 0 : before));
    }

    void forget(Object node) {
        Map<String, Integer> counts = nodes.remove(node);
        if (counts != null) {
            counts.forEach((key, count) -> {
                left += Connections.bytes(key);
                add(key, -count);
            });
        }
    }

    private void add(String key, int more) {
        if (sums.merge(key, more, Integer::sum) == 0) {
            sums.remove(key);
        }
    }
}
