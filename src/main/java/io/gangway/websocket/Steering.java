package io.gangway.websocket;

import io.gangway.exchange.Exchange;
import io.gangway.upstream.Peer;
import io.gangway.upstream.Stickiness;
import io.gangway.upstream.StickySession;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * While an {@code upstream} is rebalanced, requests to upgrade go to the server that misses the most tunnels: in turn,
 * most of the clients that come back would go to a full one, and more would have to be closed. Shared by all loops.
 */
final class Steering implements Stickiness {
    /** How many tunnels each server still misses, by its id for sessions. Replaced about once a second. */
    private volatile Map<String, AtomicInteger> missing = Map.of();

    /** Sets how many tunnels each server misses, by its id for sessions. */
    void missing(Map<String, Integer> numbers) {
        Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
        numbers.forEach((sid, number) -> {
            if (number > 0) {
                now.merge(sid, new AtomicInteger(number), (one, other) -> new AtomicInteger(one.get() + other.get()));
            }
        });
        missing = now;
    }

    @Override
    public StickySession begin(Exchange x) {
        AtomicInteger most = null;
        String sid = null;
        if (x.head().upgrade() != null) {
            for (Map.Entry<String, AtomicInteger> each : missing.entrySet()) {
                if (each.getValue().get() > (most == null ? 0 : most.get())) {
                    most = each.getValue();
                    sid = each.getKey();
                }
            }
        }
        return most == null ? null : new Request(sid, most);
    }

    @Override
    public String wanted(Exchange x) {
        return null;
    }

    /** A request to upgrade. What it takes is counted anew with the tunnels. */
    private record Request(String wanted, AtomicInteger missing) implements StickySession {
        @Override
        public void chosen(Peer peer) {
            if (peer.sid().equals(wanted)) {
                missing.decrementAndGet();
            }
        }

        @Override
        public void headReceived(Peer peer) {}

        @Override
        public void ended(Peer peer) {}
    }
}
