package io.gangway.websocket;

import io.gangway.conf.Word;
import io.gangway.core.Context;
import io.gangway.core.CoreHttp;
import io.gangway.core.Scope;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The counters of all locations, by the place where a location stands: the next generation finds those of the last one. They
 * go with the last generation or tunnel that uses them. Safe for all threads.
 */
final class CountedLocations {
    private final Map<String, WeakReference<LocationCounters>> counters = new HashMap<>();

    /** Those of a level; an {@code if} counts for the location around it. */
    synchronized LocationCounters of(Scope scope) {
        Scope named = scope;
        while (named.nameless()) {
            named = named.parent();
        }
        String place = named.place();
        WeakReference<LocationCounters> known = counters.get(place);
        LocationCounters found = known == null ? null : known.get();
        if (found == null) {
            counters.values().removeIf(reference -> reference.get() == null);
            found = new LocationCounters(server(named), location(named));
            counters.put(place, new WeakReference<>(found));
        }
        return found;
    }

    /** Those that have open tunnels, whichever generation opened them. */
    synchronized List<LocationCounters> open() {
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
        List<String> names = new ArrayList<>();
        for (Scope level = scope; level.context() == Context.LOCATION; level = level.parent()) {
            names.add(0, level.node().args().stream().map(Word::text).collect(Collectors.joining(" ")));
        }
        return String.join(" ", names);
    }
}
