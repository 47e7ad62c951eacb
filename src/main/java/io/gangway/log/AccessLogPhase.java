package io.gangway.log;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import java.util.List;

/** Writes the access log lines of a completed exchange. */
record AccessLogPhase(List<AccessLog> logs) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        for (AccessLog log : logs) {
            log.write(exchange);
        }
        return PhaseResult.NEXT;
    }
}
