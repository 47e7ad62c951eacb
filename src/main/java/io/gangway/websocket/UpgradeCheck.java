package io.gangway.websocket;

import io.gangway.conf.Levels;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep.Topic;
import io.gangway.http.Fields;
import java.util.List;
import java.util.Locale;

/** Refuses upgrades that the location does not allow, before a backend is contacted. Other requests pass. */
record UpgradeCheck(List<Origin> origins, List<String> protocols) implements PhaseHandler {
    @Override
    public PhaseResult run(Exchange exchange) {
        Fields fields = exchange.head().fields();
        if (!fields.contains("Upgrade")) {
            return PhaseResult.NEXT;
        }
        if (!protocols.isEmpty() && !isKnown(fields)) {
            return refuse(exchange, "protocol \"" + fields.get("Upgrade") + "\"");
        }
        if (!origins.isEmpty() && fields.hasToken("Upgrade", "websocket") && !isAllowed(fields.get("Origin"))) {
            String origin = fields.get("Origin");
            return refuse(exchange, origin == null ? "no origin" : "origin \"" + origin + "\"");
        }
        if (exchange.explanation() != null) {
            note(exchange, fields);
        }
        return PhaseResult.NEXT;
    }

    private void note(Exchange exchange, Fields fields) {
        Levels levels = exchange.location().source().levels();
        if (!protocols.isEmpty()) {
            String text = "the protocol \"" + fields.get("Upgrade") + "\" is allowed";
            exchange.explanation().step(Topic.WEBSOCKET, levels, "websocket_protocols", text);
        }
        if (!origins.isEmpty() && fields.hasToken("Upgrade", "websocket")) {
            String origin = fields.get("Origin");
            String text =
                    origin == null ? "a request without Origin is allowed" : "the origin \"" + origin + "\" is allowed";
            exchange.explanation().step(Topic.WEBSOCKET, levels, "websocket_origins", text);
        }
    }

    private boolean isKnown(Fields fields) {
        for (String token : fields.get("Upgrade").split(",")) {
            if (protocols.stream().noneMatch(token.strip()::equalsIgnoreCase)) {
                return false;
            }
        }
        return fields.all("Upgrade").size() == 1;
    }

    private boolean isAllowed(String origin) {
        String lower = origin == null ? null : origin.toLowerCase(Locale.ROOT);
        return origins.stream().anyMatch(allowed -> allowed.fits(lower));
    }

    private static PhaseResult refuse(Exchange exchange, String what) {
        exchange.log(LogLevel.ERROR, "upgrade forbidden: " + what + " is not allowed here");
        return exchange.end(403);
    }
}
