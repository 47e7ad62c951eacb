package io.gangway.admin;

import io.gangway.exchange.Exchange;
import io.gangway.net.ServerName;
import io.gangway.net.V6Text;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The names under which an API may be addressed. A page of another site whose own name points at this machine (DNS
 * rebinding) has that name in {@code Host}, so unknown names are refused. Known are the names of loopback, the address
 * on which the request arrived, the server's names except patterns, and those that the configuration adds.
 */
final class HostAllowList {
    private static final String LOOPBACK = "localhost|.*\\.localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]";

    /** Addresses, names without a dot, and names of zones that are never delegated (RFC 6762, RFC 9476, ICANN). */
    private static final String NOT_IN_PUBLIC_DNS =
            "[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+\\]|[^.]+|.*\\.(local|internal|alt)";

    private final List<String> added;
    private final boolean privateNames;

    /**
     * Creates the list.
     *
     * @param added in lower case; {@code *.example.com} for all names below one
     * @param privateNames whether names that a site in public DNS cannot have are known
     */
    HostAllowList(List<String> added, boolean privateNames) {
        this.added = added;
        this.privateNames = privateNames;
    }

    boolean allows(Exchange exchange) {
        String host = exchange.variable("host");
        if (host == null || host.isEmpty()) {
            return true; // HTTP/1.0 without Host: not a browser
        }
        return host.matches(LOOPBACK)
                || host.equals(local(exchange))
                || privateNames && host.matches(NOT_IN_PUBLIC_DNS)
                || added.stream().anyMatch(name -> matches(name, host))
                || exchange.server().names().stream().anyMatch(name -> matches(name, host));
    }

    private static boolean matches(ServerName name, String host) {
        return name.regex() == null && matches(name.text(), host);
    }

    private static boolean matches(String name, String host) {
        if (name.startsWith("*.")) {
            return host.endsWith(name.substring(1));
        }
        if (name.startsWith(".")) {
            return host.endsWith(name) || host.equals(name.substring(1));
        }
        return name.equals(host) && !name.isEmpty();
    }

    /** The address of this end of the connection, as {@code Host} writes it; empty for a unix socket. */
    private static String local(Exchange exchange) {
        if (exchange.client().localAddress() instanceof InetSocketAddress inet) {
            String text = V6Text.of(inet.getAddress());
            return text.indexOf(':') < 0 ? text : "[" + text + "]";
        }
        return "";
    }
}
