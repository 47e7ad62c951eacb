package io.gangway.limit;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The states of all zones, which survive reloads: a generation reuses the state of the previous one if name, size and
 * key of the zone are the same. A state is garbage collected with the last generation that uses it. Thread-safe.
 */
final class SharedStates {
    /** Zones with equal identities share their state. */
    private record Identity(Class<?> type, String name, long size, String key) {}

    private final Map<Identity, WeakReference<Object>> states = new HashMap<>();

    synchronized <S> S find(Class<S> type, String name, long size, String key, Supplier<S> first) {
        Identity identity = new Identity(type, name, size, key);
        WeakReference<Object> known = states.get(identity);
        Object found = known == null ? null : known.get();
        if (found == null) {
            states.values().removeIf(reference -> reference.get() == null);
            found = first.get();
            states.put(identity, new WeakReference<>(found));
        }
        return type.cast(found);
    }
}
