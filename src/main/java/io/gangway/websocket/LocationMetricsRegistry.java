package io.gangway.websocket;

import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.config.Context;
import io.gangway.config.CoreHttp;
import io.gangway.config.Scope;
import io.gangway.config.ScopeKey;
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
    private static final ScopeKey<String> SERVER = new ScopeKey<>("first server name");

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

    /** Found once for each server, which may have thousands of locations. */
    private static String server(Scope scope) {
        String name = scope.get(SERVER);
        if (name == null) {
            Scope server = scope;
            while (server.context() != Context.SERVER) {
                server = server.parent();
            }
            Node named = server.nodeOf(CoreHttp.SERVER_NAME);
            name = named == null ? "" : named.args().get(0).text();
            server.put(SERVER, name);
        }
        return name;
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
