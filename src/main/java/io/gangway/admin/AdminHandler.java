package io.gangway.admin;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;

/**
 * Serves the requests of a location with {@code gangway_admin}. Immutable.
 *
 * @param prefix the name of the location
 */
record AdminHandler(AdminApi api, AccessRules rules, String prefix) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        return api.run(exchange, rules, AdminModule.below(exchange, prefix));
    }

    @Override
    public PhaseResult explain(Exchange exchange) {
        return rules.check(exchange) != null
                ? run(exchange)
                : PhaseHandler.assume(exchange, "gangway_admin", "application/json");
    }
}
