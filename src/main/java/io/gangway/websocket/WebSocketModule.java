package io.gangway.websocket;

import io.gangway.conf.ConfException;
import io.gangway.config.BackgroundTasks;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.core.SharedCodecs;
import io.gangway.exchange.Phase;
import io.gangway.exchange.TunnelFactory;
import io.gangway.exchange.Variables;
import java.util.List;

/** Provides the tunnels of a generation, and checks upgrade requests. */
public final class WebSocketModule implements Module {
    private final LocationMetricsRegistry locations = new LocationMetricsRegistry();
    private final LiveTunnels live = new LiveTunnels();
    private final Rebalances rebalances = new Rebalances(live);

    @Override
    public List<Directive<?>> directives() {
        return WebSocketDirectives.ALL;
    }

    @Override
    public void variables(Variables variables) {
        WebSocketVariables.define(variables);
    }

    @Override
    public void link(LoadContext context) {
        RelayTunnels tunnels = new RelayTunnels(locations, live, SharedCodecs.of(context));
        context.service(LiveTunnels.class, live);
        context.service(TunnelFactory.class, tunnels);
        context.service(Rebalances.class, rebalances);
        Rebalance.Configured configured = context.shared(Rebalance.Configured.class, Rebalance.Configured::new);
        BackgroundTasks.add(context, new RebalanceTask(rebalances, configured));
        context.service(LocationMetricsSnapshot.Source.class, tunnels);
    }

    @Override
    public void compose(LocationBuilder location) {
        if (location.context().service(TunnelFactory.class) instanceof RelayTunnels tunnels) {
            location.phase(Phase.LOG, tunnels.add(location, hook(location)));
        }
        List<Origin> origins = location.get(WebSocketDirectives.ORIGINS);
        List<String> protocols = location.get(WebSocketDirectives.PROTOCOLS);
        if (!origins.isEmpty() || !protocols.isEmpty()) {
            location.phase(Phase.ACCESS, new UpgradeCheck(origins, protocols));
        }
    }

    /** The hook of a location, or null. Rejects settings that need a bridge if the relay is configured as a tunnel. */
    private static MessageHook.Opening hook(LocationBuilder location) {
        Scope scope = location.scope();
        if (scope.get(WebSocketDirectives.COMPRESSION).isOn()) {
            refuseTunnel(scope, WebSocketDirectives.COMPRESSION);
        }
        String name = scope.get(WebSocketDirectives.HOOK);
        if (name == null) {
            return null;
        }
        refuseTunnel(scope, WebSocketDirectives.HOOK);
        MessageHooks hooks = location.context().service(MessageHooks.class);
        MessageHook.Opening hook = hooks == null ? null : hooks.find(name);
        if (hook == null) {
            throw new ConfException(
                    "unknown \"websocket_hook\" \"" + name + "\"",
                    scope.nodeOf(WebSocketDirectives.HOOK).end());
        }
        return hook;
    }

    private static void refuseTunnel(Scope scope, Directive<?> directive) {
        if (scope.get(WebSocketDirectives.RELAY) == RelayKind.TUNNEL) {
            throw new ConfException(
                    "\"" + directive + "\" directive is incompatible with \"websocket_relay tunnel\"",
                    scope.nodeOf(directive).end());
        }
    }
}
