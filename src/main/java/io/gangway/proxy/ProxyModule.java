package io.gangway.proxy;

import io.gangway.core.Directive;
import io.gangway.core.Drawing;
import io.gangway.core.Module;
import io.gangway.core.Place;
import io.gangway.core.Slot;
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
    public void link(Drawing drawing) {
        ProxyCache.link(drawing);
    }

    @Override
    public void compose(Place place) {
        ProxyPass pass = place.get(ProxyDirectives.PROXY_PASS);
        if (pass != null) {
            place.phase(Slot.HANDLER, new ProxyHandler(new ProxySettings(place, pass)));
        }
    }
}
