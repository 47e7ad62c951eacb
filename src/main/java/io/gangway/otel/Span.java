package io.gangway.otel;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.LocationName;
import io.gangway.http.RequestHead;
import io.gangway.net.Listen;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A finished span of kind SERVER. Times are in nanoseconds since 1970, with the resolution of a millisecond. The span of
 * a tunnel is its handshake.
 *
 * @param parentId the span id of the client's context; null when there is none
 * @param attributes values are a {@code String}, a {@code Long}, or a list of strings
 * @param error whether the status is 500 or above
 */
record Span(
        String name,
        TraceContext context,
        String parentId,
        long startNanos,
        long endNanos,
        Map<String, Object> attributes,
        boolean error) {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int SERVER_ERROR = 500;

    /** The span of an exchange that ends now, or that becomes a tunnel now. */
    static Span of(Exchange exchange, Trace trace, TraceSettings settings) {
        long end = exchange.loop().currentTimeMillis() * NANOS_PER_MILLI;
        long age = exchange.loop().nanoTime() - exchange.startedNanos();
        Map<String, Object> attributes = new LinkedHashMap<>();
        int status = exchange.response() == null ? 0 : exchange.response().status();
        conventional(attributes, exchange, status);
        for (TraceSettings.SpanAttribute attribute : settings.attributes()) {
            String value = attribute.value().render(exchange);
            attributes.put(attribute.name(), isField(attribute.name()) ? List.of(value) : value);
        }
        return new Span(
                settings.name() == null
                        ? locationName(exchange)
                        : settings.name().render(exchange),
                trace.current(),
                trace.parent() == null ? null : trace.parent().spanId(),
                end - Math.max(0, age),
                end,
                attributes,
                status >= SERVER_ERROR);
    }

    /** The attributes that nginx's module adds to each span; those of version 1.16 of the OpenTelemetry conventions. */
    private static void conventional(Map<String, Object> to, Exchange exchange, int status) {
        RequestHead head = exchange.head();
        text(to, "http.method", head.method());
        text(to, "http.target", head.target());
        text(to, "http.route", locationName(exchange));
        to.put("http.scheme", exchange.client().isSecure() ? "https" : "http");
        String protocol = head.protocol();
        if (protocol != null && protocol.startsWith("HTTP/")) {
            to.put("http.flavor", protocol.substring("HTTP/".length()));
        }
        text(to, "http.user_agent", head.fields().get("User-Agent"));
        to.put("http.request_content_length", Math.max(0, head.contentLength()));
        to.put("http.response_content_length", exchange.stream().progress().bodyBytesSent());
        if (status != 0) {
            to.put("http.status_code", (long) status);
        }
        String server = exchange.server().name();
        text(to, "net.host.name", server.isEmpty() ? head.host() : server);
        Listen listen = exchange.client().listen();
        int port = port(exchange.client().localAddress());
        if (port > 0 && port != (exchange.client().isSecure() ? 443 : 80)) {
            to.put("net.host.port", (long) port);
        }
        if (exchange.client().remoteAddress() instanceof InetSocketAddress peer) {
            to.put("net.sock.peer.addr", peer.getAddress().getHostAddress());
            to.put("net.sock.peer.port", (long) peer.getPort());
        } else if (listen != null) {
            to.put("net.sock.peer.addr", "unix:");
        }
    }

    private static void text(Map<String, Object> to, String name, String value) {
        if (value != null && !value.isEmpty()) {
            to.put(name, value);
        }
    }

    private static String locationName(Exchange exchange) {
        LocationName name = exchange.location().name();
        return name == null ? "" : name.text();
    }

    private static int port(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    private static boolean isField(String attribute) {
        return attribute.startsWith("http.request.header.") || attribute.startsWith("http.response.header.");
    }
}
