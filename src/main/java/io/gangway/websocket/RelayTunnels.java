package io.gangway.websocket;

import io.gangway.core.Exchange;
import io.gangway.core.Leg;
import io.gangway.core.Scope;
import io.gangway.core.Tunnel;
import io.gangway.core.TunnelFactory;
import java.util.IdentityHashMap;
import java.util.Map;

/** Makes the tunnels of a generation, each with the settings of its location. Filled while the generation is built. */
final class RelayTunnels implements TunnelFactory {
    private final Map<Scope, TunnelSettings> settings = new IdentityHashMap<>();

    void add(Scope scope) {
        settings.put(scope, TunnelSettings.of(scope));
    }

    @Override
    public Tunnel tunnel(Exchange exchange, Leg upstream, Limits limits) {
        return new RelayTunnel(
                exchange, upstream, limits, settings.get(exchange.location().scope()));
    }
}
