package io.gangway.auth;

import io.gangway.content.NoBody;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.Subrequest;
import io.gangway.explain.ExplanationStep.Topic;
import java.util.List;

/** {@code auth_request} of a location: the status of a subrequest decides about the request. */
final class SubrequestAuth implements PhaseHandler {
    private static final String CHALLENGE = "WWW-Authenticate";

    private final String uri;
    private final List<AuthRequestSet> variables;

    SubrequestAuth(String uri, List<AuthRequestSet> variables) {
        this.uri = uri;
        this.variables = variables;
    }

    @Override
    public PhaseResult run(Exchange exchange) {
        if (exchange.explanation() != null) {
            note(exchange, "auth_request", "auth_request asks \"" + uri + "\" whether the request is allowed");
        }
        Subrequest subrequest = exchange.subrequest(uri, null, new NoBody(), new DiscardingSink(), child -> {
            if (!exchange.isEnded()) {
                exchange.resume(apply(exchange, child));
            }
        });
        return subrequest == null ? exchange.end(500) : PhaseResult.PENDING;
    }

    private static void set(Exchange exchange, AuthRequestSet set, String value) {
        if (exchange.explanation() != null) {
            note(
                    exchange,
                    "auth_request_set",
                    "auth_request_set: $" + set.variable().name() + " = \"" + value + '"');
        }
        set.variable().set(exchange, value);
    }

    private static void note(Exchange exchange, String directive, String text) {
        exchange.explanation()
                .step(Topic.SUBREQUEST, exchange.location().source().levels(), directive, text);
    }

    private PhaseResult apply(Exchange exchange, Exchange child) {
        variables.forEach(set -> set(exchange, set, set.value().render(child)));
        int status = child.status();
        if (exchange.explanation() != null) {
            note(exchange, "auth_request", "auth_request: the subrequest ends with " + status);
        }
        if (status == 401 && child.response() != null) {
            for (String challenge : child.response().fields().build().all(CHALLENGE)) {
                exchange.earlyFields().add(CHALLENGE, challenge);
            }
        }
        if (status == 401 || status == 403) {
            return exchange.deny(status);
        }
        if (status >= 200 && status < 300) {
            return exchange.allow();
        }
        exchange.log(LogLevel.ERROR, "auth request unexpected status: " + status);
        return exchange.deny(500);
    }
}
