package io.gangway.proxy;

import io.gangway.cache.CacheZones;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.exchange.PassHandler;
import io.gangway.upstream.health.LocationChecks;
import java.util.ArrayList;
import java.util.List;

/** nginx's proxy module: {@code proxy_pass} and the directives that configure it. */
public final class ProxyModule implements Module {
    private final CacheZones zones = new CacheZones();

    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>(ProxyDirectives.ALL);
        all.addAll(ProxyDirectives.TLS.all());
        all.addAll(ProxyCookies.ALL);
        all.add(ProxyDirectives.SHARED.sendLowat());
        all.addAll(ProxyDirectives.CACHE.all());
        return all;
    }

    @Override
    public void variables(Variables variables) {
        ProxyVariables.define(variables);
    }

    @Override
    public void link(LoadContext context) {
        ProxyDirectives.CACHE.link(context, zones);
    }

    @Override
    public void compose(LocationBuilder location) {
        ProxyPass pass = location.get(ProxyDirectives.PROXY_PASS);
        if (pass != null && PassDirectives.applies(ProxyDirectives.PROXY_PASS, location.scope())) {
            ProxySettings settings = new ProxySettings(location, pass);
            location.phase(Phase.HANDLER, new PassHandler(settings, x -> ProxyRequest.of(settings, x)));
            LocationChecks.attach(location, new ProxyCheck(settings));
        }
    }
}
