package io.gangway.tls;

import io.gangway.core.Context;
import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.ServerTlsEngines;
import io.gangway.core.Slot;
import io.gangway.core.TlsClients;
import io.gangway.core.Variables;
import io.gangway.tls.SslDirectives.VerifyClient;
import java.util.List;

/** TLS towards clients ({@code ssl_*}), and what the rooms above need for TLS towards upstreams. */
public final class TlsModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return SslDirectives.all();
    }

    @Override
    public void variables(Variables variables) {
        SslVariables.define(variables);
    }

    @Override
    public void link(Drawing drawing) {
        SslServers servers = SslServers.read(drawing);
        drawing.service(SslServers.class, servers);
        drawing.service(ServerTlsEngines.class, servers);
        drawing.service(TlsClients.class, new UpstreamClients(drawing.environment()));
    }

    @Override
    public void compose(Place place) {
        if (place.scope().context() == Context.SERVER) {
            SslServer server = place.drawing().service(SslServers.class).of(place.scope());
            if (server.verifyClient() != VerifyClient.OFF) {
                place.phase(Slot.POST_READ, new ClientCertificateCheck(server));
            }
        }
    }
}
