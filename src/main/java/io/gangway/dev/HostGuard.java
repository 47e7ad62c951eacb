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
 * Keeps pages of other sites away from the backends of a developer. A page whose own name was made to point at this machine (DNS
 * rebinding) sends that name in {@code Host}; a page that opens a WebSocket to this machine has its name in {@code Origin}. Who
 * is not allowed gets 403 and a line that says what to do.
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
            return PhaseResult.NEXT; // HTTP/1.0 without a name: no browser
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
        return allowed.contains(name) || exchange.server().names().stream().anyMatch(known -> isOf(known, name));
    }

    /** A file may name its servers; names that are patterns are not believed, as they often fit everything. */
    private static boolean isOf(ServerName known, String name) {
        return known.regex() == null && AllowedHosts.fits(known.text(), name);
    }

    /** The host of an origin; {@code null}, the origin of files and sandboxes, as it is. */
    private static String nameOf(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host == null ? origin : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // What is no URL is the name of nobody.
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
