package io.gangway.config;

import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.Tunnels;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * What a new generation does with the locations of older ones: whether each is still there, and means the same. Keeps no
 * generation. Safe for all threads.
 */
public final class LocationDiff implements Function<Location, Tunnels.Ending> {
    private final Set<String> texts = new HashSet<>();
    private final Set<String> places = new HashSet<>();

    /** Looks at all locations of a generation. */
    public LocationDiff(Generation generation) {
        generation.main().inner(CoreHttp.HTTP_BLOCK).forEach(this::add);
    }

    private void add(Scope scope) {
        texts.add(LocationFingerprint.of(scope));
        places.addAll(LocationFingerprint.places(scope));
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
        if (texts.contains(LocationFingerprint.of(old))) {
            return null;
        }
        boolean there = LocationFingerprint.places(old).stream().anyMatch(places::contains);
        return there ? Tunnels.Ending.CHANGED : Tunnels.Ending.REMOVED;
    }
}
