package io.gangway.limit;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep;
import io.gangway.metrics.LimitCounts.Decision;
import java.util.ArrayList;
import java.util.List;

/** {@code limit_conn} of a location. A request counts until its main exchange ends, a tunnel while it is open. */
final class ConnectionLimits implements PhaseHandler {
    /**
     * {@code $limit_conn_status}. Set on the main exchange, which is limited only once, despite redirects and
     * subrequests.
     */
    static final AttachmentKey<String> STATUS = new AttachmentKey<>("limit_conn_status");

    /** A configured limit with its zone. */
    record Limit(Zone.OfConnections zone, int max) {}

    private record Held(Connections connections, String key) {}

    private final List<Limit> limits;
    private final LimitResponse refusal;

    ConnectionLimits(List<Limit> limits, LimitResponse refusal) {
        this.limits = limits;
        this.refusal = refusal;
    }

    @Override
    public PhaseResult run(Exchange exchange) {
        if (exchange.main().get(STATUS) != null) {
            return PhaseResult.NEXT;
        }
        List<Held> held = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            String key = limit.zone.keyOf(exchange);
            if (key.isEmpty()) {
                continue;
            }
            exchange.main().put(STATUS, "PASSED");
            Connections connections = limit.zone.connections();
            Connections.Result result = connections.enter(key, limit.max);
            if (result != Connections.Result.ENTERED) {
                leave(held);
                return refuse(exchange, limit, result);
            }
            held.add(new Held(connections, key));
        }
        held.forEach(each -> each.connections.decisions().count(Decision.PASSED));
        if (!held.isEmpty()) {
            exchange.main().onEnd(() -> leave(held));
        }
        return PhaseResult.NEXT;
    }

    @Override
    public PhaseResult explain(Exchange exchange) {
        for (Limit limit : exchange.main().get(STATUS) == null ? limits : List.<Limit>of()) {
            String key = limit.zone.keyOf(exchange);
            if (!key.isEmpty()) {
                exchange.main().put(STATUS, "PASSED");
                exchange.explanation()
                        .step(
                                ExplanationStep.Topic.LIMIT,
                                exchange.location().source().levels(),
                                "limit_conn",
                                "limit_conn zone \"" + limit.zone.name() + "\" counts this request for its "
                                        + limit.zone.key() + ": at most " + limit.max + " at the same time, then "
                                        + refusal.status());
                exchange.explanation().assume("no limit of connections is reached");
            }
        }
        return PhaseResult.NEXT;
    }

    private static void leave(List<Held> held) {
        held.forEach(each -> each.connections.leave(each.key));
    }

    private PhaseResult refuse(Exchange exchange, Limit limit, Connections.Result result) {
        if (result == Connections.Result.ZONE_FULL) {
            exchange.log(LogLevel.CRIT, "no memory in limit_conn_zone \"" + limit.zone.name() + "\"");
        } else {
            String dry = refusal.dryRun() ? ", dry run," : "";
            exchange.log(refusal.level(), "limiting connections" + dry + " by zone \"" + limit.zone.name() + "\"");
        }
        exchange.main().put(STATUS, "REJECTED" + refusal.suffix());
        limit.zone.counts().count(refusal.dryRun() ? Decision.REJECTED_DRY_RUN : Decision.REJECTED);
        return refusal.dryRun() ? PhaseResult.NEXT : exchange.end(refusal.status());
    }
}
