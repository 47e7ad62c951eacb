package io.gangway.websocket;

import io.gangway.conf.Word;
import io.gangway.config.Context;
import io.gangway.config.CoreHttp;
import io.gangway.config.Scope;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The counters of all locations by their key, the text of a location and its enclosing blocks, so that the next
 * generation continues those of the previous one. Counters are removed with the last generation or tunnel that uses
 * them. Safe for any thread.
 */
final class LocationMetricsRegistry {
    private final Map<String, Entry> counters = new HashMap<>();
    private final ReferenceQueue<LocationMetrics> gone = new ReferenceQueue<>();

    /** Holds its key, so that it can be removed without a search. */
    private static final class Entry extends WeakReference<LocationMetrics> {
        private final String key;

        Entry(String key, LocationMetrics counters, ReferenceQueue<LocationMetrics> gone) {
            super(counters, gone);
            this.key = key;
        }
    }

    /** The counters of a scope; an {@code if} uses those of the location around it. */
    synchronized LocationMetrics of(Scope scope) {
        Scope named = scope;
        while (named.nameless()) {
            named = named.parent();
        }
        String key = named.identifier();
        Entry known = counters.get(key);
        LocationMetrics found = known == null ? null : known.get();
        if (found == null) {
            removeGone();
            found = new LocationMetrics(server(named), location(named));
            counters.put(key, new Entry(key, found, gone));
        }
        return found;
    }

    private void removeGone() {
        for (Entry entry = (Entry) gone.poll(); entry != null; entry = (Entry) gone.poll()) {
            // Another entry may have replaced it.
            counters.remove(entry.key, entry);
        }
    }

    /** The counters with open tunnels, of any generation. */
    synchronized List<LocationMetrics> open() {
        return counters.values().stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .filter(each -> each.open() > 0)
                .toList();
    }

    private static String server(Scope scope) {
        for (Scope level = scope; level != null; level = level.parent()) {
            for (Scope.Setting setting : level.settings()) {
                if (level.context() == Context.SERVER && setting.directive() == CoreHttp.SERVER_NAME) {
                    return setting.node().args().get(0).text();
                }
            }
        }
        return "";
    }

    private static String location(Scope scope) {
        List<String> words = new ArrayList<>();
        for (Scope level = scope; level.context() == Context.LOCATION; level = level.parent()) {
            int at = 0;
            for (Word word : level.node().args()) {
                words.add(at++, word.text());
            }
        }
        return String.join(" ", words);
    }
}
