package io.gangway.otel;

import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.util.List;

/**
 * The settings of a location.
 *
 * @param trace the value of {@code otel_trace}; null when it is not configured
 * @param context the value of {@code otel_trace_context}
 * @param name the value of {@code otel_span_name}; null for the name of the location
 * @param attributes the values of {@code otel_span_attr}
 */
record TraceSettings(Template trace, Propagation context, Template name, List<SpanAttribute> attributes) {
    static final AttachmentKey<TraceSettings> KEY = new AttachmentKey<>("trace settings");

    /** The values of {@code otel_trace_context}. */
    enum Propagation {
        IGNORE,
        EXTRACT,
        INJECT,
        PROPAGATE;

        boolean extracts() {
            return this == EXTRACT || this == PROPAGATE;
        }

        boolean injects() {
            return this == INJECT || this == PROPAGATE;
        }
    }

    /** One {@code otel_span_attr}. */
    record SpanAttribute(String name, Template value) {}

    /** Whether a span of this exchange is exported: {@code on} or {@code 1}. */
    boolean samples(Exchange exchange) {
        String value = trace == null ? "" : trace.render(exchange);
        return value.equals("on") || value.equals("1");
    }
}
