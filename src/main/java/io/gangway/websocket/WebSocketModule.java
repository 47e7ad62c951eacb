package io.gangway.websocket;

import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import io.gangway.core.TunnelCounts;
import io.gangway.core.TunnelFactory;
import io.gangway.core.Variables;
import java.util.List;

/** Gives the tunnels of a generation, and checks who may open them. */
public final class WebSocketModule implements Module {
    private final CountedLocations locations = new CountedLocations();

    @Override
    public List<Directive<?>> directives() {
        return WebSocketDirectives.ALL;
    }

    @Override
    public void variables(Variables variables) {
        WebSocketVariables.define(variables);
    }

    @Override
    public void link(Drawing drawing) {
        RelayTunnels tunnels = new RelayTunnels(locations);
        drawing.service(TunnelFactory.class, tunnels);
        drawing.service(TunnelCounts.Source.class, tunnels);
    }

    @Override
    public void compose(Place place) {
        if (place.drawing().service(TunnelFactory.class) instanceof RelayTunnels tunnels) {
            tunnels.add(place.scope());
            place.phase(Slot.LOG, new RefusedUpgrades(tunnels.counters(place.scope())));
        }
        List<Origin> origins = place.get(WebSocketDirectives.ORIGINS);
        List<String> protocols = place.get(WebSocketDirectives.PROTOCOLS);
        if (!origins.isEmpty() || !protocols.isEmpty()) {
            place.phase(Slot.ACCESS, new UpgradeCheck(origins, protocols));
        }
    }
}
