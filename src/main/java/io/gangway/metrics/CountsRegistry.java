package io.gangway.metrics;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Counters by key, so that the next generation continues those of the previous one. Counters are removed with the last
 * object that uses them. Thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the counters; must not refer to its key
 */
public final class CountsRegistry<K, V> {
    private final Map<K, Entry<K, V>> entries = new HashMap<>();
    private final ReferenceQueue<V> gone = new ReferenceQueue<>();

    /** Holds its key, so that it can be removed without a search. */
    private static final class Entry<K, V> extends WeakReference<V> {
        private final K key;

        Entry(K key, V counts, ReferenceQueue<V> gone) {
            super(counts, gone);
            this.key = key;
        }
    }

    /** The counters of a key; created on first use. */
    public synchronized V get(K key, Supplier<V> first) {
        Entry<K, V> known = entries.get(key);
        V found = known == null ? null : known.get();
        if (found == null) {
            removeGone();
            found = first.get();
            entries.put(key, new Entry<>(key, found, gone));
        }
        return found;
    }

    /** The counters of a key; null when there are none. */
    public synchronized V known(K key) {
        Entry<K, V> known = entries.get(key);
        return known == null ? null : known.get();
    }

    /** Whether there are no counters. */
    public synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    private void removeGone() {
        for (Object entry = gone.poll(); entry != null; entry = gone.poll()) {
            // Another entry may have replaced it.
            entries.remove(((Entry<?, ?>) entry).key, entry);
        }
    }

    /** All counters that are still in use, in no particular order. */
    public synchronized List<V> all() {
        return entries.values().stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .toList();
    }
}
