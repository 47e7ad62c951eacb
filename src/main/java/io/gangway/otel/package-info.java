/**
 * Distributed tracing with the words of nginx's otel module: {@code otel_trace}, {@code otel_trace_context} and others.
 * The W3C trace context needs nothing else; spans are exported by the optional {@code gangway-otel.jar}.
 */
package io.gangway.otel;
