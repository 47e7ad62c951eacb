package io.gangway.uwsgi;

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

/** nginx's uwsgi module: {@code uwsgi_pass} and the directives that configure it. */
public final class UwsgiModule implements Module {
    private final CacheZones zones = new CacheZones();

    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>(UwsgiDirectives.ALL);
        all.addAll(UwsgiDirectives.CACHE.all());
        return all;
    }

    @Override
    public void link(LoadContext context) {
        UwsgiDirectives.CACHE.link(context, zones);
    }

    @Override
    public void compose(LocationBuilder location) {
        GatewayPass pass = location.get(UwsgiDirectives.UWSGI_PASS);
        if (pass != null && PassDirectives.applies(UwsgiDirectives.UWSGI_PASS, location.scope())) {
            UwsgiSettings settings = new UwsgiSettings(location, pass);
            location.phase(Phase.HANDLER, new PassHandler(settings, x -> new UwsgiRequest(settings, x)));
            LocationChecks.attach(
                    location,
                    new GatewayCheck(
                            settings,
                            x -> new UwsgiRequest(settings, x),
                            cause -> settings.tls == null ? null : settings.tls.reason(cause)));
        }
    }
}
