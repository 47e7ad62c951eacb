package io.gangway.otel;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.http.Fields;

/** The trace of an exchange: its parent and its own span. Owned by its exchange; subrequests share that of their main. */
final class Trace {
    private static final AttachmentKey<Trace> KEY = new AttachmentKey<>("trace");
    private static final String PARENT = "traceparent";
    private static final String STATE = "tracestate";

    private final TraceContext parent;
    private TraceContext current;

    private Trace(TraceContext parent) {
        this.parent = parent;
        current = TraceContext.generate(parent, false);
    }

    /** The trace of an exchange; null when it has none. */
    static Trace find(Exchange exchange) {
        return exchange.main().get(KEY);
    }

    /** The trace of an exchange; started on first use, with the settings of its location. */
    static Trace of(Exchange exchange) {
        Trace trace = find(exchange);
        if (trace == null) {
            TraceSettings settings = exchange.location().get(TraceSettings.KEY);
            boolean extracts = settings != null && settings.context().extracts();
            Fields fields = exchange.head().fields();
            trace = new Trace(extracts ? TraceContext.parse(fields.get(PARENT), fields.get(STATE)) : null);
            exchange.main().put(KEY, trace);
        }
        return trace;
    }

    /** The context that the client sent; null when there is none, or it is ignored. */
    TraceContext parent() {
        return parent;
    }

    TraceContext current() {
        return current;
    }

    void sampled(boolean sampled) {
        current = new TraceContext(current.traceId(), current.spanId(), sampled, current.state());
    }

    /** Replaces the fields of the request, so that the backend gets this context. */
    void inject(Exchange exchange) {
        Fields.Builder fields = exchange.head().fields().toBuilder().set(PARENT, current.traceParent());
        if (current.state().isEmpty()) {
            fields.remove(STATE);
        } else {
            fields.set(STATE, current.state());
        }
        exchange.head(exchange.head().withFields(fields.build()));
    }
}
