package io.gangway.core;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * What a new generation does with the locations of older ones: whether each is still there, and means the same. Keeps no
 * generation. Safe for all threads.
 */
public final class Changes implements Function<Location, Tunnels.Ending> {
    private final Set<String> texts = new HashSet<>();
    private final Set<String> places = new HashSet<>();

    /** Looks at all locations of a generation. */
    public Changes(Generation generation) {
        generation.main().inner(CoreHttp.HTTP_BLOCK).forEach(this::add);
    }

    private void add(Scope scope) {
        texts.add(LocationText.of(scope));
        places.addAll(LocationText.places(scope));
        for (Scope.Setting setting : scope.settings()) {
            if (setting.inner() != null && setting.inner().context() != Context.UPSTREAM) {
                add(setting.inner());
            }
        }
    }

    /** Null when the location means the same as before. */
    @Override
    public Tunnels.Ending apply(Location old) {
        return of(old.scope());
    }

    Tunnels.Ending of(Scope old) {
        if (texts.contains(LocationText.of(old))) {
            return null;
        }
        boolean there = LocationText.places(old).stream().anyMatch(places::contains);
        return there ? Tunnels.Ending.CHANGED : Tunnels.Ending.REMOVED;
    }
}
