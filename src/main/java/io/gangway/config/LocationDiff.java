package io.gangway.config;

import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.LocationSource;
import io.gangway.exchange.Tunnels;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a new generation does with the locations of older ones: whether each is still there, and means the same. Keeps no
 * generation. Safe for all threads.
 */
public final class LocationDiff implements Function<Location, Tunnels.Ending> {
    private final Set<String> fingerprints = new HashSet<>();
    /** By {@link LocationSource#words}. */
    private final Map<String, Set<String>> hosts = new HashMap<>();

    /** Looks at all locations of a generation. */
    public LocationDiff(Generation generation) {
        for (Location location : generation.locations()) {
            LocationSource source = location.source();
            fingerprints.add(source.fingerprint());
            hosts.computeIfAbsent(source.words(), words -> new HashSet<>()).addAll(source.hosts());
        }
    }

    /** Null when the location means the same as before. */
    @Override
    public Tunnels.Ending apply(Location location) {
        LocationSource old = location.source();
        if (fingerprints.contains(old.fingerprint())) {
            return null;
        }
        boolean there = !Collections.disjoint(hosts.getOrDefault(old.words(), Set.of()), old.hosts());
        return there ? Tunnels.Ending.CHANGED : Tunnels.Ending.REMOVED;
    }
}
