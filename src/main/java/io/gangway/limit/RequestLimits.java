package io.gangway.limit;

import io.gangway.errorlog.LogLevel;
import io.gangway.errorlog.MilliText;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.explain.ExplanationStep;
import io.gangway.loop.Timer;
import io.gangway.metrics.LimitCounts.Decision;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code limit_req} of a location. As in nginx, all buckets are checked first; a request that none of them refuses is
 * counted in the last one during the check, and then in the others.
 */
final class RequestLimits implements PhaseHandler {
    /**
     * {@code $limit_req_status}. Set on the main exchange, which is limited only once, despite redirects and
     * subrequests.
     */
    static final AttachmentKey<String> STATUS = new AttachmentKey<>("limit_req_status");

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A configured limit with its zone. */
    record Limit(Zone.OfRequests zone, long burst, long delay) {
        private long peek(String key, long now) {
            return zone.buckets().peek(key, now, zone.rate());
        }

        private long count(String key, long now, long max) {
            return zone.buckets().count(key, now, zone.rate(), max);
        }

        /** Milliseconds until the excess has fallen to {@link #delay}. */
        private long delayOf(long excess) {
            return excess <= delay ? 0 : (excess - delay) * 1000 / zone.rate();
        }
    }

    private record Applicable(Limit limit, String key) {}

    private final List<Limit> limits;
    private final LimitResponse refusal;

    RequestLimits(List<Limit> limits, LimitResponse refusal) {
        this.limits = limits;
        this.refusal = refusal;
    }

    @Override
    public PhaseResult run(Exchange exchange) {
        if (exchange.main().get(STATUS) != null) {
            return PhaseResult.NEXT;
        }
        List<Applicable> applicable = applicable(exchange);
        if (applicable.isEmpty()) {
            return PhaseResult.NEXT;
        }
        long now = exchange.loop().nanoTime() / NANOS_PER_MILLI;
        int last = applicable.size() - 1;
        long excess = 0;
        for (int i = 0; i <= last; i++) {
            Limit limit = applicable.get(i).limit;
            String key = applicable.get(i).key;
            excess = i < last ? limit.peek(key, now) : limit.count(key, now, limit.burst);
            if (excess < 0 || excess > limit.burst) {
                return refuse(exchange, limit, excess);
            }
        }
        return delay(exchange, applicable, excess, now);
    }

    /** Records the limits. The states of their keys are not looked at: that would change which ones are kept. */
    @Override
    public PhaseResult explain(Exchange exchange) {
        if (exchange.main().get(STATUS) != null) {
            return PhaseResult.NEXT;
        }
        for (Applicable each : applicable(exchange)) {
            Limit limit = each.limit;
            exchange.explanation()
                    .step(
                            ExplanationStep.Topic.LIMIT,
                            exchange.location().source().levels(),
                            "limit_req",
                            "limit_req zone \"" + limit.zone.name() + "\" counts this request for its "
                                    + limit.zone.key()
                                    + ": " + MilliText.text(limit.zone.rate()) + " requests a second, burst "
                                    + limit.burst / 1000 + ", then " + refusal.status());
            exchange.explanation().assume("no limit of requests is reached");
            exchange.main().put(STATUS, "PASSED");
        }
        return PhaseResult.NEXT;
    }

    private List<Applicable> applicable(Exchange exchange) {
        List<Applicable> applicable = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            String key = limit.zone.keyOf(exchange);
            if (!key.isEmpty()) {
                applicable.add(new Applicable(limit, key));
            }
        }
        return applicable;
    }

    private PhaseResult refuse(Exchange exchange, Limit limit, long excess) {
        if (excess < 0) {
            exchange.log(LogLevel.ALERT, "could not allocate node in limit_req zone \"" + limit.zone.name() + "\"");
        } else {
            String dry = refusal.dryRun() ? ", dry run" : "";
            exchange.log(
                    refusal.level(),
                    "limiting requests" + dry + ", excess: " + MilliText.text(excess) + " by zone \""
                            + limit.zone.name() + "\"");
        }
        exchange.main().put(STATUS, "REJECTED" + refusal.suffix());
        limit.zone.counts().count(refusal.dryRun() ? Decision.REJECTED_DRY_RUN : Decision.REJECTED);
        return refusal.dryRun() ? PhaseResult.NEXT : exchange.end(refusal.status());
    }

    /** Counts the request in its zones: as delayed in the zone that delays it most, as passed in the others. */
    private void count(List<Applicable> applicable, Limit delaying) {
        for (Applicable each : applicable) {
            Decision delayed = refusal.dryRun() ? Decision.DELAYED_DRY_RUN : Decision.DELAYED;
            each.limit.zone.counts().count(each.limit == delaying ? delayed : Decision.PASSED);
        }
    }

    private PhaseResult delay(Exchange exchange, List<Applicable> applicable, long excessOfLast, long now) {
        int last = applicable.size() - 1;
        Limit longest = applicable.get(last).limit;
        long excess = excessOfLast;
        long wait = longest.delayOf(excess);
        for (int i = last - 1; i >= 0; i--) {
            Limit limit = applicable.get(i).limit;
            long other = limit.count(applicable.get(i).key, now, Long.MAX_VALUE);
            if (limit.delayOf(other) > wait) {
                wait = limit.delayOf(other);
                longest = limit;
                excess = other;
            }
        }
        count(applicable, wait == 0 ? null : longest);
        if (wait == 0) {
            exchange.main().put(STATUS, "PASSED");
            return PhaseResult.NEXT;
        }
        String dry = refusal.dryRun() ? ", dry run" : "";
        exchange.log(
                refusal.delayLevel(),
                "delaying request" + dry + ", excess: " + MilliText.text(excess) + ", by zone \"" + longest.zone.name()
                        + "\"");
        exchange.main().put(STATUS, "DELAYED" + refusal.suffix());
        if (refusal.dryRun()) {
            return PhaseResult.NEXT;
        }
        Timer timer = exchange.loop().timer(() -> exchange.resume(PhaseResult.NEXT));
        exchange.onEnd(timer::cancel);
        timer.arm(wait);
        return PhaseResult.PENDING;
    }
}
