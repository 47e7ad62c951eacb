package io.gangway.http2;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;

/** {@code accept_extended_connect off}. */
record ExtendedConnectRefusal() implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        if (!exchange.head().isExtendedConnect()) {
            return PhaseResult.NEXT;
        }
        exchange.log(LogLevel.INFO, "extended CONNECT is not accepted here");
        return exchange.end(405);
    }
}
