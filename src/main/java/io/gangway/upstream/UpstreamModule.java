package io.gangway.upstream;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.exchange.Variables;
import java.util.List;

/** Groups of peers, their idle connections, and the variables about what was asked. */
public final class UpstreamModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        return UpstreamDirectives.ALL;
    }

    @Override
    public void variables(Variables variables) {
        UpstreamVariables.define(variables);
    }

    @Override
    public void link(LoadContext context) {
        Upstreams upstreams = new Upstreams(context);
        Scope http = context.http();
        if (http != null) {
            http.inner(UpstreamDirectives.UPSTREAM_BLOCK).forEach(upstreams::declare);
        }
        context.service(Upstreams.class, upstreams);
    }
}
