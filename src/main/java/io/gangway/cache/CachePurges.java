package io.gangway.cache;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Purges whose files are not all deleted yet: these are not served any more. Thread-safe. */
final class CachePurges {
    /**
     * A purge.
     *
     * @param text the key, or its beginning
     * @param prefix whether it is a beginning
     * @param number files with a smaller {@link CacheNode#born} are purged
     */
    record Purge(String text, boolean prefix, int number) {
        boolean covers(String key) {
            return prefix ? key.startsWith(text) : key.equals(text);
        }
    }

    private final List<Purge> running = new CopyOnWriteArrayList<>();

    Purge add(String text, boolean prefix, int number) {
        Purge purge = new Purge(text, prefix, number);
        running.add(purge);
        return purge;
    }

    void done(List<Purge> purges) {
        running.removeAll(purges);
    }

    List<Purge> running() {
        return List.copyOf(running);
    }

    /** Whether a file is to be deleted. */
    boolean covers(CacheKey key, int born) {
        if (running.isEmpty()) {
            return false;
        }
        String text = key.text();
        return running.stream().anyMatch(purge -> purge.number > born && purge.covers(text));
    }
}
