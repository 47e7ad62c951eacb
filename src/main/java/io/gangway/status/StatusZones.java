package io.gangway.status;

import io.gangway.config.LoadContext;
import io.gangway.metrics.CountsRegistry;
import io.gangway.metrics.RequestZone;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The zones of {@code status_zone} of one generation, by name. A service of the generation. Filled while it is loaded,
 * not changed afterwards.
 */
public final class StatusZones {
    private final Map<String, RequestZone> servers = new TreeMap<>();
    private final Map<String, RequestZone> locations = new TreeMap<>();
    private boolean allServers;

    static StatusZones of(LoadContext context) {
        return context.shared(StatusZones.class, StatusZones::new);
    }

    /**
     * Called while the configuration is read: servers without {@code status_zone} get a zone, too, named after their
     * first name.
     */
    public static void countAllServers(LoadContext context) {
        of(context).allServers = true;
    }

    boolean countsAllServers() {
        return allServers;
    }

    RequestZone server(String name, CountsRegistry<String, RequestZone> all) {
        return servers.computeIfAbsent(name, n -> all.get(n, () -> new RequestZone(n)));
    }

    RequestZone location(String name, CountsRegistry<String, RequestZone> all) {
        return locations.computeIfAbsent(name, n -> all.get(n, () -> new RequestZone(n)));
    }

    /** The zones of servers, by name. */
    public Collection<RequestZone> servers() {
        return Collections.unmodifiableCollection(servers.values());
    }

    /** The zones of locations, by name. */
    public Collection<RequestZone> locations() {
        return Collections.unmodifiableCollection(locations.values());
    }
}
