package io.gangway.upstream;

import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.Module;
import io.gangway.core.Scope;
import io.gangway.core.Variables;
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
    public void link(Drawing drawing) {
        Upstreams upstreams = new Upstreams(drawing);
        Scope http = drawing.http();
        if (http != null) {
            http.inner(UpstreamDirectives.UPSTREAM_BLOCK).forEach(upstreams::declare);
        }
        drawing.service(Upstreams.class, upstreams);
    }
}
