package io.gangway.fastcgi;

import io.gangway.cache.CacheZones;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.exchange.PassHandler;
import io.gangway.upstream.gateway.GatewayCheck;
import io.gangway.upstream.gateway.GatewayPass;
import io.gangway.upstream.health.LocationChecks;
import java.util.ArrayList;
import java.util.List;

/** nginx's FastCGI module: {@code fastcgi_pass} and the directives that configure it. */
public final class FastcgiModule implements Module {
    private final CacheZones zones = new CacheZones();

    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>(FastcgiDirectives.ALL);
        all.add(FastcgiDirectives.SHARED.sendLowat());
        all.addAll(FastcgiDirectives.CACHE.all());
        return all;
    }

    @Override
    public void link(LoadContext context) {
        FastcgiDirectives.CACHE.link(context, zones);
    }

    @Override
    public void variables(Variables variables) {
        FastcgiScript.define(variables);
    }

    @Override
    public void compose(LocationBuilder location) {
        FastcgiScript.attach(location);
        GatewayPass pass = location.get(FastcgiDirectives.FASTCGI_PASS);
        if (pass != null && PassDirectives.applies(FastcgiDirectives.FASTCGI_PASS, location.scope())) {
            FastcgiSettings settings = new FastcgiSettings(location, pass);
            location.phase(Phase.HANDLER, new PassHandler(settings, x -> new FastcgiRequest(settings, x)));
            LocationChecks.attach(
                    location,
                    new GatewayCheck(
                            settings,
                            x -> new FastcgiRequest(settings, x),
                            () -> new FastcgiCheckResponse(settings.headSize(), settings.keepConn),
                            cause -> null));
        }
    }
}
