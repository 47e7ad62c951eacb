package io.gangway.websocket;

import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.Module;
import io.gangway.core.TunnelFactory;
import java.util.List;

/** Gives the tunnels of a generation. */
public final class WebSocketModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return List.of();
    }

    @Override
    public void link(Drawing drawing) {
        drawing.service(TunnelFactory.class, RelayTunnel::new);
    }
}
