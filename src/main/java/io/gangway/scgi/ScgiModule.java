package io.gangway.scgi;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.upstream.exchange.PassCache;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.gateway.GatewayPass;
import java.util.ArrayList;
import java.util.List;

/** nginx's SCGI module: {@code scgi_pass} and the directives that configure it. */
public final class ScgiModule implements Module {
    private static final PassCache CACHE = new PassCache("scgi_", "");

    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>(ScgiDirectives.ALL);
        all.addAll(CACHE.all());
        return all;
    }

    @Override
    public void link(LoadContext context) {
        CACHE.link(context);
    }

    @Override
    public void compose(LocationBuilder location) {
        GatewayPass pass = location.get(ScgiDirectives.SCGI_PASS);
        if (pass != null && PassDirectives.applies(ScgiDirectives.SCGI_PASS, location.scope())) {
            location.phase(Phase.HANDLER, new ScgiHandler(new ScgiSettings(location, pass)));
        }
    }
}
