package io.gangway.tls;

import io.gangway.config.Context;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.core.ServerTlsProvider;
import io.gangway.core.UpstreamTlsProvider;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import io.gangway.tls.SslDirectives.VerifyClient;
import io.gangway.tls.pem.LoadedPem;
import java.util.List;

/** TLS for clients ({@code ssl_*}), and the services for TLS to upstreams. */
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
    public void link(LoadContext context) {
        ServerTlsRegistry servers = ServerTlsRegistry.read(context);
        context.service(ServerTlsRegistry.class, servers);
        context.service(ServerTlsProvider.class, servers);
        LoadedPem files = context.shared(LoadedPem.class, LoadedPem::new);
        context.service(UpstreamTlsProvider.class, new UpstreamTlsRegistry(context.environment(), files));
    }

    @Override
    public void compose(LocationBuilder location) {
        if (location.scope().context() == Context.SERVER) {
            ServerTlsConfig server = ServerTlsRegistry.compose(location);
            if (server.verifyClient() != VerifyClient.OFF) {
                location.phase(Phase.POST_READ, new ClientCertificateCheck(server));
            }
        }
    }
}
