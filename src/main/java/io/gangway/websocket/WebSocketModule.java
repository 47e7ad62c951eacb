package io.gangway.websocket;

import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
import io.gangway.core.TunnelFactory;
import io.gangway.core.Variables;
import java.util.List;

/** Gives the tunnels of a generation, and checks who may open them. */
public final class WebSocketModule implements Module {
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
        drawing.service(TunnelFactory.class, new RelayTunnels());
    }

    @Override
    public void compose(Place place) {
        if (place.drawing().service(TunnelFactory.class) instanceof RelayTunnels tunnels) {
            tunnels.add(place.scope());
        }
        List<Origin> origins = place.get(WebSocketDirectives.ORIGINS);
        List<String> protocols = place.get(WebSocketDirectives.PROTOCOLS);
        if (!origins.isEmpty() || !protocols.isEmpty()) {
            place.phase(Slot.ACCESS, new UpgradeCheck(origins, protocols));
        }
    }
}
