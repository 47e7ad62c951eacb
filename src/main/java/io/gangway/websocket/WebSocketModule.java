package io.gangway.websocket;

import io.gangway.conf.ConfException;
import io.gangway.core.Codecs;
import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Scope;
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
        RelayTunnels tunnels = new RelayTunnels(locations, Codecs.of(drawing));
        drawing.service(TunnelFactory.class, tunnels);
        drawing.service(TunnelCounts.Source.class, tunnels);
    }

    @Override
    public void compose(Place place) {
        if (place.drawing().service(TunnelFactory.class) instanceof RelayTunnels tunnels) {
            tunnels.add(place.scope(), hook(place));
            place.phase(Slot.LOG, new RefusedUpgrades(tunnels.counters(place.scope())));
        }
        List<Origin> origins = place.get(WebSocketDirectives.ORIGINS);
        List<String> protocols = place.get(WebSocketDirectives.PROTOCOLS);
        if (!origins.isEmpty() || !protocols.isEmpty()) {
            place.phase(Slot.ACCESS, new UpgradeCheck(origins, protocols));
        }
    }

    /** The hook of a place, or null. What needs a bridge may not be asked of a tunnel. */
    private static MessageHook.Opening hook(Place place) {
        Scope scope = place.scope();
        if (scope.get(WebSocketDirectives.COMPRESSION).isOn()) {
            refuseTunnel(scope, WebSocketDirectives.COMPRESSION);
        }
        String name = scope.get(WebSocketDirectives.HOOK);
        if (name == null) {
            return null;
        }
        refuseTunnel(scope, WebSocketDirectives.HOOK);
        MessageHooks hooks = place.drawing().service(MessageHooks.class);
        MessageHook.Opening hook = hooks == null ? null : hooks.find(name);
        if (hook == null) {
            throw new ConfException(
                    "unknown \"websocket_hook\" \"" + name + "\"",
                    scope.said(WebSocketDirectives.HOOK).end());
        }
        return hook;
    }

    private static void refuseTunnel(Scope scope, Directive<?> directive) {
        if (scope.get(WebSocketDirectives.RELAY) == RelayKind.TUNNEL) {
            throw new ConfException(
                    "\"" + directive + "\" directive is incompatible with \"websocket_relay tunnel\"",
                    scope.said(directive).end());
        }
    }
}
