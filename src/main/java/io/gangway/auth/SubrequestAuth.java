package io.gangway.auth;

import io.gangway.core.Exchange;
import io.gangway.core.Level;
import io.gangway.core.NoBody;
import io.gangway.core.Outcome;
import io.gangway.core.Phase;
import io.gangway.core.Subrequest;
import java.util.List;

/** {@code auth_request} of a location: the status of a subrequest decides. */
final class SubrequestAuth implements Phase {
    private static final String CHALLENGE = "WWW-Authenticate";

    private final String uri;
    private final List<SetFromAnswer> variables;

    SubrequestAuth(String uri, List<SetFromAnswer> variables) {
        this.uri = uri;
        this.variables = variables;
    }

    @Override
    public Outcome run(Exchange exchange) {
        Subrequest asked = exchange.subrequest(uri, null, new NoBody(), new DiscardingSink(), child -> {
            if (!exchange.isEnded()) {
                exchange.resume(judge(exchange, child));
            }
        });
        return asked == null ? exchange.finish(500) : Outcome.PENDING;
    }

    private Outcome judge(Exchange exchange, Exchange child) {
        variables.forEach(each -> each.variable().set(exchange, each.value().render(child)));
        int status = child.status();
        if (status == 401 && child.answer() != null) {
            for (String challenge : child.answer().fields().build().all(CHALLENGE)) {
                exchange.earlyFields().add(CHALLENGE, challenge);
            }
        }
        if (status == 401 || status == 403) {
            return exchange.deny(status);
        }
        if (status >= 200 && status < 300) {
            return exchange.allow();
        }
        exchange.log(Level.ERROR, "auth request unexpected status: " + status);
        return exchange.deny(500);
    }
}
