package io.gangway.auth;

import io.gangway.core.Exchange;
import io.gangway.core.LogLevel;
import io.gangway.core.NoBody;
import io.gangway.core.PhaseHandler;
import io.gangway.core.PhaseResult;
import io.gangway.core.Subrequest;
import java.util.List;

/** {@code auth_request} of a location: the status of a subrequest decides. */
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
        Subrequest asked = exchange.subrequest(uri, null, new NoBody(), new DiscardingSink(), child -> {
            if (!exchange.isEnded()) {
                exchange.resume(judge(exchange, child));
            }
        });
        return asked == null ? exchange.finish(500) : PhaseResult.PENDING;
    }

    private PhaseResult judge(Exchange exchange, Exchange child) {
        variables.forEach(each -> each.variable().set(exchange, each.value().render(child)));
        int status = child.status();
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
