package io.gangway.proxy;

import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import java.util.ArrayList;
import java.util.List;

/** nginx's proxy module: {@code proxy_pass} and the directives that configure it. */
public final class ProxyModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>(ProxyDirectives.ALL);
        all.addAll(ProxyTls.ALL);
        all.addAll(ProxyCookies.ALL);
        all.addAll(ProxyCache.ALL);
        return all;
    }

    @Override
    public void variables(Variables variables) {
        ProxyVariables.define(variables);
    }

    @Override
    public void link(LoadContext context) {
        ProxyCache.link(context);
    }

    @Override
    public void compose(LocationBuilder location) {
        ProxyPass pass = location.get(ProxyDirectives.PROXY_PASS);
        if (pass != null) {
            location.phase(Phase.HANDLER, new ProxyHandler(new ProxySettings(location, pass)));
        }
    }
}
