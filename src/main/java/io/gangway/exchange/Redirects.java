package io.gangway.exchange;

import io.gangway.net.V6Text;
import java.net.InetSocketAddress;

/**
 * The settings that complete a {@code Location} that is only a path.
 *
 * @param absolute {@code absolute_redirect}
 * @param serverName {@code server_name_in_redirect}
 * @param port {@code port_in_redirect}
 */
public record Redirects(boolean absolute, boolean serverName, boolean port) {
    /** Whether scheme and host are added to a location. */
    public boolean completes(String location) {
        return absolute && location.startsWith("/");
    }

    /** The location as sent to the client. */
    public String complete(Exchange exchange, String location) {
        if (!completes(location)) {
            return location;
        }
        boolean tls = exchange.client().isSecure();
        StringBuilder url = new StringBuilder(tls ? "https://" : "http://").append(host(exchange));
        if (port
                && exchange.client().localAddress() instanceof InetSocketAddress local
                && local.getPort() != (tls ? 443 : 80)) {
            url.append(':').append(local.getPort());
        }
        return url.append(location).toString();
    }

    private String host(Exchange exchange) {
        if (serverName) {
            return exchange.server().name();
        }
        String host = exchange.head().host();
        if (exchange.client().localAddress() instanceof InetSocketAddress local) {
            return host != null && !host.isEmpty() ? host : V6Text.of(local.getAddress());
        }
        return host != null ? host : "localhost";
    }
}
