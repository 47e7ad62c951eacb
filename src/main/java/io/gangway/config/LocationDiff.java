package io.gangway.config;

import io.gangway.exchange.Generation;
import io.gangway.exchange.Location;
import io.gangway.exchange.LocationSource;
import io.gangway.exchange.Tunnels;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Compares locations of older generations with a new one: unchanged, changed or removed. Does not keep the generation
 * in memory. Safe for all threads.
 */
public final class LocationDiff implements Function<Location, Tunnels.Ending> {
    private final Set<List<String>> fingerprints = new HashSet<>();
    /** By {@link LocationSource#words}. */
    private final Map<String, Set<String>> hosts = new HashMap<>();

    /** Indexes all locations of the new generation. */
    public LocationDiff(Generation generation) {
        for (Location location : generation.locations()) {
            LocationSource source = location.source();
            fingerprints.add(source.fingerprint());
            hosts.computeIfAbsent(source.words(), words -> new HashSet<>()).addAll(source.hosts());
        }
    }

    /** Returns null when the location is unchanged. */
    @Override
    public Tunnels.Ending apply(Location location) {
        LocationSource old = location.source();
        if (fingerprints.contains(old.fingerprint())) {
            return null;
        }
        boolean exists = !Collections.disjoint(hosts.getOrDefault(old.words(), Set.of()), old.hosts());
        return exists ? Tunnels.Ending.CHANGED : Tunnels.Ending.REMOVED;
    }
}
