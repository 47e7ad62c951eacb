package io.gangway.otel;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.regex.RegexLimitException;

/** Exports the span of a sampled exchange, once: when it ends, or when it becomes a tunnel. */
record SpanPhase(TraceSettings settings, TraceExporter exporter) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        Trace trace = Trace.find(exchange);
        if (trace != null && trace.current().sampled() && exchange.main() == exchange) {
            try {
                exporter.export(Span.of(exchange, trace, settings));
            } catch (RegexLimitException e) {
                exchange.unexpected(e);
            }
            trace.sampled(false);
        }
        return PhaseResult.NEXT;
    }
}
