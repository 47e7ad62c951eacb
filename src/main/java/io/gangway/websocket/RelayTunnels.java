package io.gangway.websocket;

import io.gangway.core.Exchange;
import io.gangway.core.Leg;
import io.gangway.core.Scope;
import io.gangway.core.Tunnel;
import io.gangway.core.TunnelCounts;
import io.gangway.core.TunnelFactory;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the tunnels of a generation, each with the settings of its location. Filled while the generation is built. */
final class RelayTunnels implements TunnelFactory, TunnelCounts.Source {
    private final Map<Scope, TunnelSettings> settings = new IdentityHashMap<>();
    private final Map<Scope, LocationCounters> counters = new IdentityHashMap<>();
    private final CountedLocations locations;

    RelayTunnels(CountedLocations locations) {
        this.locations = locations;
    }

    void add(Scope scope) {
        settings.put(scope, TunnelSettings.of(scope));
        counters.put(scope, locations.of(scope));
    }

    /** Where the tunnels of a level are counted. */
    LocationCounters counters(Scope scope) {
        return counters.get(scope);
    }

    /** Those of this generation, and of older ones where tunnels are still open. */
    @Override
    public List<TunnelCounts> counts() {
        Set<LocationCounters> all = new LinkedHashSet<>(counters.values());
        all.removeIf(each -> !each.isUsed());
        all.addAll(locations.open());
        return all.stream().map(LocationCounters::counts).toList();
    }

    @Override
    public Tunnel tunnel(Exchange exchange, Leg upstream, Limits limits) {
        Scope scope = exchange.location().scope();
        TunnelCount count = new TunnelCount(counters.get(scope), limits.counters(), exchange.loop());
        exchange.put(TunnelCount.KEY, count);
        return new RelayTunnel(exchange, upstream, limits.counting(count), settings.get(scope), count);
    }
}
