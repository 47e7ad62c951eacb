package io.gangway.websocket;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;

/** Counts requests with {@code Upgrade} that did not become a tunnel. */
record RefusedUpgrades(LocationMetrics location) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        if (exchange.head().upgrade() != null && exchange.get(TunnelMetrics.KEY) == null) {
            location.refused.increment();
        }
        return PhaseResult.NEXT;
    }
}
