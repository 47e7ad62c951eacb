package io.gangway.log;

import io.gangway.core.Exchange;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;
import java.util.List;

/** Writes the lines of an exchange that has ended. */
record AccessLogPhase(List<AccessLog> logs) implements Phase {
    @Override
    public Outcome run(Exchange exchange) {
        for (AccessLog log : logs) {
            log.write(exchange);
        }
        return Outcome.NEXT;
    }
}
