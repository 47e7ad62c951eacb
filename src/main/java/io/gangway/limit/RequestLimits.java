package io.gangway.limit;

import io.gangway.errorlog.LogLevel;
import io.gangway.errorlog.MilliText;
import io.gangway.exchange.AttachmentKey;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.loop.Timer;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code limit_req} of a location. All buckets are looked at first; only a request that none of them refuses is counted, in the
 * last one at once and then in the others, as in nginx.
 */
final class RequestLimits implements PhaseHandler {
    /** Of the client's own exchange: it is limited once, wherever it is redirected to. */
    static final AttachmentKey<String> STATUS = new AttachmentKey<>("limit_req_status");

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A limit with its zone. */
    record Limit(Zone.OfRequests zone, long burst, long delay) {
        private long look(String key, long now) {
            return zone.buckets().look(key, now, zone.rate());
        }

        private long take(String key, long now, long max) {
            return zone.buckets().take(key, now, zone.rate(), max);
        }

        /** Milliseconds until no more than what need not wait is left. */
        private long delayOf(long excess) {
            return excess <= delay ? 0 : (excess - delay) * 1000 / zone.rate();
        }
    }

    private record Counted(Limit limit, String key) {}

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
        List<Counted> counted = counted(exchange);
        if (counted.isEmpty()) {
            return PhaseResult.NEXT;
        }
        long now = exchange.loop().nanoTime() / NANOS_PER_MILLI;
        int last = counted.size() - 1;
        long excess = 0;
        for (int i = 0; i <= last; i++) {
            Limit limit = counted.get(i).limit;
            String key = counted.get(i).key;
            excess = i < last ? limit.look(key, now) : limit.take(key, now, limit.burst);
            if (excess < 0 || excess > limit.burst) {
                return refuse(exchange, limit, excess);
            }
        }
        return delay(exchange, counted, excess, now);
    }

    private List<Counted> counted(Exchange exchange) {
        List<Counted> counted = new ArrayList<>(limits.size());
        for (Limit limit : limits) {
            String key = limit.zone.keyOf(exchange);
            if (!key.isEmpty()) {
                counted.add(new Counted(limit, key));
            }
        }
        return counted;
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
        return refusal.dryRun() ? PhaseResult.NEXT : exchange.end(refusal.status());
    }

    private PhaseResult delay(Exchange exchange, List<Counted> counted, long excessOfLast, long now) {
        int last = counted.size() - 1;
        Limit longest = counted.get(last).limit;
        long excess = excessOfLast;
        long wait = longest.delayOf(excess);
        for (int i = last - 1; i >= 0; i--) {
            Limit limit = counted.get(i).limit;
            long held = limit.take(counted.get(i).key, now, Long.MAX_VALUE);
            if (limit.delayOf(held) > wait) {
                wait = limit.delayOf(held);
                longest = limit;
                excess = held;
            }
        }
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
