package io.gangway.proxy;

import io.gangway.core.Directive;
import io.gangway.core.LoadContext;
import io.gangway.core.LocationBuilder;
import io.gangway.core.Module;
import io.gangway.core.Phase;
import io.gangway.core.Variables;
import java.util.ArrayList;
import java.util.List;

/** {@code proxy_pass} and all that rules it. */
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
