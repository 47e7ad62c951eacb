package io.gangway.limit;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The states of all zones of a process. A generation finds those of the one before, as long as name, size and key are the same.
 * They go with the last generation that uses them. Safe for all threads.
 */
final class SharedStates {
    /** What makes two zones the same. */
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
