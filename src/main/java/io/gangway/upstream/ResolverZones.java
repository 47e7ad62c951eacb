package io.gangway.upstream;

import io.gangway.config.LoadContext;
import io.gangway.dns.Resolver;
import io.gangway.metrics.CountsRegistry;
import io.gangway.metrics.ResolverCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The counts of each {@code resolver} with {@code status_zone} of one generation, by the name of the zone. A service of
 * the generation. Filled while it is loaded, not changed afterwards.
 */
public final class ResolverZones {
    private final Map<String, List<Resolver>> resolvers = new TreeMap<>();
    private final Map<String, ResolverCounts> counts = new TreeMap<>();

    private ResolverZones() {}

    static ResolverZones of(LoadContext context) {
        return context.shared(ResolverZones.class, ResolverZones::new);
    }

    void add(String zone, Resolver resolver) {
        resolvers.computeIfAbsent(zone, name -> new ArrayList<>()).add(resolver);
    }

    /** Lets all resolvers count for their zones, which survive reloads. */
    void link(CountsRegistry<String, ResolverCounts> all) {
        resolvers.forEach((zone, users) -> {
            ResolverCounts shared = all.get(zone, ResolverCounts::new);
            counts.put(zone, shared);
            users.forEach(resolver -> resolver.counts(shared));
        });
    }

    /** The counts by zone. */
    public Map<String, ResolverCounts> counts() {
        return Collections.unmodifiableMap(counts);
    }
}
