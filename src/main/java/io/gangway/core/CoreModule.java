package io.gangway.core;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.config.Context;
import io.gangway.config.CoreHttp;
import io.gangway.config.Directive;
import io.gangway.config.LoadContext;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.config.Scope;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.LocationSettings;
import io.gangway.exchange.MainSettings;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Satisfy;
import io.gangway.exchange.ServerSettings;
import io.gangway.exchange.Variables;
import java.util.ArrayList;
import java.util.List;

/** nginx's core module: registers its directives and variables, and applies its settings to each location. */
public final class CoreModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>();
        all.addAll(CoreMain.ALL);
        all.addAll(CoreNoEffect.ALL);
        all.addAll(CoreHttp.ALL);
        all.addAll(CoreClient.ALL);
        all.addAll(CoreBody.ALL);
        all.addAll(CoreContent.ALL);
        all.addAll(GzipAcceptance.ALL);
        all.addAll(CoreAccess.ALL);
        all.add(LimitRate.LIMIT_RATE);
        all.add(LimitRate.LIMIT_RATE_AFTER);
        all.add(EarlyHints.EARLY_HINTS);
        return all;
    }

    @Override
    public void variables(Variables variables) {
        CoreVariables.define(variables);
    }

    @Override
    public void link(LoadContext context) {
        Scope main = context.main();
        if (!main.isSet(CoreMain.EVENTS_BLOCK)) {
            throw new ConfException(
                    "no \"events\" section in configuration",
                    null,
                    "add \"events {}\" to "
                            + Environment.bytes(context.environment().file()));
        }
        if (!main.isSet(CoreMain.PID)) {
            DefaultDirectory.of(context);
        }
        context.service(MainSettings.class, CoreSettings.main(main));
    }

    @Override
    public void compose(LocationBuilder location) {
        LocationSettings settings = CoreSettings.location(location);
        location.put(LocationSettings.KEY, settings);
        if (location.scope().context() == Context.SERVER) {
            location.put(ServerSettings.KEY, CoreSettings.server(location.scope()));
        }
        EarlyHints.compose(location);
        location.filter(FilterOrder.RATE, new LimitRate(location.scope()));
        if (settings.satisfy() == Satisfy.ANY) {
            location.phase(Phase.POST_ACCESS, Exchange::decideAccess);
        }
    }
}
