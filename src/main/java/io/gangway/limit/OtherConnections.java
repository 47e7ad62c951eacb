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

    /** Of which the others know that there are connections on this node. */
    private Set<String> told = Set.of();

    /** Bytes left for the counts of other nodes. */
    private long left;

    OtherConnections(long capacity) {
        left = capacity;
    }

    int sum(String key) {
        return sums.getOrDefault(key, 0);
    }

    /**
     * The count of this node has changed. Keys that come and go before anybody was told are not noted: there may be very
     * many.
     *
     * @param open whether there are connections now
     */
    void changed(String key, boolean open) {
        if (changed != null) {
            if (open || told.contains(key)) {
                changed.add(key);
            } else {
                changed.remove(key);
            }
        }
    }

    int changed() {
        return changed == null ? 0 : changed.size();
    }

    /** Begins or ends to note changes for other nodes. */
    void share(boolean on) {
        changed = on ? new HashSet<>() : null;
        told = on ? new HashSet<>() : Set.of();
    }

    /**
     * Returns the keys whose count of this node has changed since the last time.
     *
     * @param open those with connections
     */
    Set<String> takeChanged(Set<String> open) {
        if (changed == null) {
            return Set.of();
        }
        Set<String> taken = changed;
        changed = new HashSet<>();
        for (String key : taken) {
            if (open.contains(key)) {
                told.add(key);
            } else {
                told.remove(key);
            }
        }
        return taken;
    }

    /** The others get to know of all keys with connections. */
    void toldAll(Set<String> open) {
        if (changed != null) {
            told = new HashSet<>(open);
        }
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
