package io.gangway.scgi;

import io.gangway.cache.CacheZones;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.exchange.PassHandler;
import io.gangway.upstream.gateway.GatewayCheck;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.health.LocationChecks;
import java.util.ArrayList;
import java.util.List;

/** nginx's SCGI module: {@code scgi_pass} and the directives that configure it. */
public final class ScgiModule implements Module {
    private final CacheZones zones = new CacheZones();

    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>(ScgiDirectives.ALL);
        all.addAll(ScgiDirectives.CACHE.all());
        return all;
    }

    @Override
    public void link(LoadContext context) {
        ScgiDirectives.CACHE.link(context, zones);
    }

    @Override
    public void compose(LocationBuilder location) {
        GatewayPass pass = location.get(ScgiDirectives.SCGI_PASS);
        if (pass != null && PassDirectives.applies(ScgiDirectives.SCGI_PASS, location.scope())) {
            ScgiSettings settings = new ScgiSettings(location, pass);
            location.phase(Phase.HANDLER, new PassHandler(settings, x -> new ScgiRequest(settings, x)));
            LocationChecks.attach(location, new GatewayCheck(settings, x -> new ScgiRequest(settings, x)));
        }
    }
}
