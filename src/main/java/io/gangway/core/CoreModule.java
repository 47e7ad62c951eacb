package io.gangway.core;

import io.gangway.config.CoreHttp;
import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.exchange.BodyBuffering;
import io.gangway.exchange.FilterOrder;
import io.gangway.exchange.Lingering;
import io.gangway.exchange.Phase;
import io.gangway.exchange.Variables;
import java.util.ArrayList;
import java.util.List;

/** The directives of core itself. */
public final class CoreModule implements Module {
    @Override
    public List<Directive<?>> directives() {
        List<Directive<?>> all = new ArrayList<>();
        all.addAll(CoreMain.ALL);
        all.addAll(CoreMain.noEffect());
        all.addAll(Lingering.ALL);
        all.addAll(CoreHttp.ALL);
        all.addAll(CoreClient.ALL);
        all.addAll(BodyBuffering.ALL);
        all.addAll(CoreContent.ALL);
        all.addAll(GatewayParams.ALL);
        all.addAll(GzipAcceptance.ALL);
        all.addAll(CoreAccess.ALL);
        all.add(LimitRate.LIMIT_RATE);
        all.add(LimitRate.LIMIT_RATE_AFTER);
        return all;
    }

    @Override
    public void variables(Variables variables) {
        CoreVariables.define(variables);
    }

    @Override
    public void compose(LocationBuilder location) {
        location.filter(FilterOrder.RATE, new LimitRate(location.scope()));
        if (location.get(CoreAccess.SATISFY) == CoreAccess.Satisfy.ANY) {
            location.phase(
                    Phase.POST_ACCESS, exchange -> exchange.accessDecision().decide());
        }
    }
}
