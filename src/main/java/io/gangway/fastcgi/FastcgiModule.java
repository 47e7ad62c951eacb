package io.gangway.fastcgi;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import io.gangway.upstream.exchange.PassCache;
import io.gangway.upstream.exchange.PassDirectives;
import io.gangway.upstream.health.LocationChecks;
import java.util.ArrayList;
import java.util.List;

/** nginx's FastCGI module: {@code fastcgi_pass} and the directives that configure it. */
public final class FastcgiModule implements Module {
    private static final PassCache CACHE = new PassCache("fastcgi_", "");

    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>(FastcgiDirectives.ALL);
        all.addAll(CACHE.all());
        return all;
    }

    @Override
    public void link(LoadContext context) {
        CACHE.link(context);
    }

    @Override
    public void variables(Variables variables) {
        FastcgiScript.define(variables);
    }

    @Override
    public void compose(LocationBuilder location) {
        FastcgiScript.attach(location);
        FastcgiPass pass = location.get(FastcgiDirectives.FASTCGI_PASS);
        if (pass != null && PassDirectives.applies(FastcgiDirectives.FASTCGI_PASS, location.scope())) {
            FastcgiSettings settings = new FastcgiSettings(location, pass);
            location.phase(Phase.HANDLER, new FastcgiHandler(settings));
            LocationChecks.attach(location, new FastcgiCheck(settings));
        }
    }
}
