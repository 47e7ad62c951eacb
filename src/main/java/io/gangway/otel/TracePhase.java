package io.gangway.otel;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;

/** Starts the trace in the first location of a request; internal redirects and subrequests do not change it. */
record TracePhase(TraceSettings settings) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        if (exchange.isInternal()) {
            return PhaseResult.NEXT;
        }
        boolean sampled = settings.samples(exchange);
        if (settings.context() == TraceSettings.Propagation.IGNORE && !sampled) {
            return PhaseResult.NEXT;
        }
        Trace trace = Trace.of(exchange);
        trace.sampled(sampled);
        if (settings.context().injects()) {
            trace.inject(exchange);
        }
        return PhaseResult.NEXT;
    }
}
