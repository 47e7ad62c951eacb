package io.gangway.dev;

import io.gangway.config.Directive;
import io.gangway.config.LocationBuilder;
import io.gangway.config.Module;
import io.gangway.content.BytesProducer;
import io.gangway.content.Response;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Phase;
import io.gangway.exchange.PhaseResult;
import io.gangway.net.ServerName;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * Keeps pages of other sites away from the backends of a developer. A page whose own name points at this machine (DNS
 * rebinding) sends that name in {@code Host}; a page that opens a WebSocket to this machine sends its name in {@code
 * Origin}. Other names get 403 and a line that says what to do.
 */
final class HostGuard implements Module {
    private final AllowedHosts allowed;
    private final Screen screen;

    HostGuard(AllowedHosts allowed, Screen screen) {
        this.allowed = allowed;
        this.screen = screen;
    }

    @Override
    public List<Directive<?>> directives() {
        return List.of();
    }

    @Override
    public void compose(LocationBuilder location) {
        location.phase(Phase.POST_READ, this::check);
    }

    private PhaseResult check(Exchange exchange) {
        String host = exchange.variable("host");
        if (host == null || host.isEmpty()) {
            return PhaseResult.NEXT; // HTTP/1.0 without Host: not a browser
        }
        if (!isAllowed(host, exchange)) {
            return refuse("Host", host, exchange);
        }
        String origin = exchange.variable("http_origin");
        if (origin != null && "websocket".equalsIgnoreCase(exchange.variable("http_upgrade"))) {
            String name = nameOf(origin);
            if (!isAllowed(name, exchange)) {
                return refuse("Origin", name, exchange);
            }
        }
        return PhaseResult.NEXT;
    }

    private boolean isAllowed(String name, Exchange exchange) {
        return allowed.contains(name) || exchange.server().names().stream().anyMatch(known -> matches(known, name));
    }

    /**
     * The server names of a configuration file are accepted, except regular expressions, which often match everything.
     */
    private static boolean matches(ServerName known, String name) {
        return known.regex() == null && AllowedHosts.matches(known.text(), name);
    }

    /** The host of an origin; the origin {@code null}, of files and sandboxes, unchanged. */
    private static String nameOf(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host == null ? origin : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // An origin that is not a URL is not an allowed name.
            return origin;
        }
    }

    private PhaseResult refuse(String field, String name, Exchange exchange) {
        String why =
                field + " \"" + Screen.printable(name) + "\" is not a name of this machine; \"gangway dev --allow-host "
                        + Screen.printable(name) + "\" allows it";
        screen.line("refused: " + why);
        PhaseResult refused = exchange.discardBody();
        if (refused != null) {
            return refused;
        }
        String text = "403: " + why + "\n";
        Response response = new Response(403).contentType("text/plain").contentLength(text.length());
        return exchange.respond(response, new BytesProducer(text));
    }
}
