package io.gangway.websocket;

import io.gangway.core.Exchange;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;

/** Counts requests with {@code Upgrade} that have ended and were no tunnel. */
record RefusedUpgrades(LocationCounters location) implements Phase {
    @Override
    public Outcome run(Exchange exchange) {
        if (exchange.head().upgrade() != null && exchange.get(TunnelCount.KEY) == null) {
            location.refused.increment();
        }
        return Outcome.NEXT;
    }
}
