package io.gangway.exchange;

import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** The context that nginx appends to a message about a request; log parsers depend on it. */
final class LogContext {
    private LogContext() {}

    static String line(Exchange exchange, String message, String upstream) {
        StringBuilder line = new StringBuilder()
                .append('*')
                .append(exchange.client().serial())
                .append(' ')
                .append(message)
                .append(", client: ")
                .append(host(exchange.remoteAddress()))
                .append(", server: ")
                .append(exchange.server().name());
        String request = exchange.head().line();
        if (request != null && !request.isEmpty()) {
            line.append(", request: \"").append(request).append('"');
        }
        if (exchange.main() != exchange) {
            line.append(", subrequest: \"").append(exchange.uri()).append('"');
        }
        if (upstream != null) {
            line.append(", upstream: \"").append(upstream).append('"');
        }
        field(line, "host", exchange.head().fields().get("Host"));
        field(line, "referrer", exchange.head().fields().get("Referer"));
        return line.toString();
    }

    private static void field(StringBuilder line, String name, String value) {
        if (value != null) {
            line.append(", ").append(name).append(": \"").append(value).append('"');
        }
    }

    private static String host(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? V6Text.of(inet.getAddress()) : "unix:";
    }
}
