package io.gangway.upstream;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * {@code least_time}: chooses the peer with the least average response time for its number of requests and its weight;
 * round robin among equals. Belongs to its request.
 */
final class LeastTime implements Choice {
    private final Method method;
    /** In milliseconds. */
    private final LongSupplier clock;

    private Attempt attempt;
    /** Whether the present request counts as unanswered. */
    private boolean unanswered;

    /** The averages of all usable peers, by index, while a peer is chosen. */
    private long[] estimates = {};

    LeastTime(Method method, LongSupplier clock) {
        this.method = method;
        this.clock = clock;
    }

    /**
     * Its parameters.
     *
     * @param lastByte whether the time of the whole response counts, not that of its head
     * @param inflight whether requests without a response count too
     */
    record Method(boolean lastByte, boolean inflight) implements BalancingMethod {
        @Override
        public Balancer balancer(List<Peer> peers) {
            return x -> new LeastTime(this, x.loop()::monotonicMillis);
        }

        @Override
        public boolean isByState() {
            return true;
        }
    }

    @Override
    public Peer next(Peers peers, TriedPeers tried, String sid, long now) {
        int index = peers.preferred(sid, tried, now);
        if (index < 0) {
            index = least(peers, tried, now);
        }
        if (index < 0) {
            return null;
        }
        if (method.inflight()) {
            times(peers.get(index)).asked(clock.getAsLong());
            unanswered = true;
        }
        return peers.acquire(index, tried, now);
    }

    private int least(Peers peers, TriedPeers tried, long now) {
        estimates = new long[peers.size()];
        int best = -1;
        boolean equals = false;
        for (int i = 0; i < estimates.length; i++) {
            if (!peers.isUsable(i, tried, now)) {
                continue;
            }
            Peer peer = peers.get(i);
            times(peer).look(clock.getAsLong());
            estimates[i] = estimate(peer, now);
            int more = best < 0 ? -1 : compare(peers, i, best);
            if (more < 0) {
                best = i;
                equals = false;
            } else if (more == 0) {
                equals = true;
            }
        }
        return equals ? roundRobin(peers, best, tried, now) : best;
    }

    private int compare(Peers peers, int one, int other) {
        return Long.compare(
                estimates[one] * peers.get(other).settings().weight(),
                estimates[other] * peers.get(one).settings().weight());
    }

    /** Round robin among the peers with the same estimate as the first one. */
    private int roundRobin(Peers peers, int first, TriedPeers tried, long now) {
        int best = first;
        int total = 0;
        for (int i = first; i < estimates.length; i++) {
            if (!peers.isUsable(i, tried, now) || compare(peers, i, first) != 0) {
                continue;
            }
            total += peers.get(i).gainWeight();
            if (peers.get(i).health.currentWeight > peers.get(best).health.currentWeight) {
                best = i;
            }
        }
        peers.get(best).health.currentWeight -= total;
        return best;
    }

    /** The estimated time that the peer takes for one more request, in milliseconds. */
    long estimate(Peer peer, long now) {
        long idle = now - peer.health.checked;
        long failSeconds = peer.settings().failSeconds();
        long halvings = idle > failSeconds ? idle / (failSeconds + 1) : 0;
        return times(peer).estimate(method.lastByte(), halvings, peer.health.connections);
    }

    private static PeerTimes times(Peer peer) {
        if (peer.health.times == null) {
            peer.health.times = new PeerTimes();
        }
        return peer.health.times;
    }

    // ---- what the requests tell

    @Override
    public void attempt(Attempt newAttempt) {
        attempt = newAttempt;
    }

    @Override
    public boolean needsHeads() {
        return method.inflight() && !method.lastByte();
    }

    @Override
    public void headReceived(Peer peer) {
        times(peer).header(attempt.headerTime());
        answered(peer, attempt.headerTime());
    }

    @Override
    public void released(Peer peer, boolean served) {
        long now = clock.getAsLong();
        answered(peer, attempt == null ? 0 : attempt.elapsed(now));
        // Only successful attempts count, so that a peer that fails soon is not preferred.
        if (served && attempt != null && attempt.headerTime() >= 0) {
            times(peer).response(attempt.elapsed(now));
            if (!needsHeads()) {
                times(peer).header(attempt.headerTime());
            }
        }
    }

    private void answered(Peer peer, long millis) {
        if (unanswered) {
            unanswered = false;
            times(peer).answered(millis, clock.getAsLong());
        }
    }
}
