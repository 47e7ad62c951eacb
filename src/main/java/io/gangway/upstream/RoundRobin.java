package io.gangway.upstream;

/** nginx's smooth weighted round robin. */
final class RoundRobin implements Choice {
    static final Choice CHOICE = new RoundRobin();

    private RoundRobin() {}

    @Override
    public Peer next(Peers peers, TriedPeers tried, String sid, long now) {
        int preferred = peers.preferred(sid, tried, now);
        if (preferred >= 0 && isAhead(peers.get(preferred), peers.totalWeight())) {
            return peers.acquire(preferred, tried, now);
        }
        int best = -1;
        int total = 0;
        for (int i = 0; i < peers.size(); i++) {
            if (!peers.isUsable(i, tried, now)) {
                continue;
            }
            Peer peer = peers.get(i);
            total += peer.gainWeight();
            if (best < 0 || peer.health.currentWeight > peers.get(best).health.currentWeight) {
                best = i;
            }
        }
        if (preferred >= 0) {
            best = preferred;
        }
        if (best < 0) {
            return null;
        }
        peers.get(best).health.currentWeight -= total;
        return peers.acquire(best, tried, now);
    }

    /**
     * Whether sessions have given the peer so many requests in a row that its weight has reached its limit: further ones
     * do not count, or it would get no new session for long.
     */
    private static boolean isAhead(Peer peer, int totalWeight) {
        return peer.health.currentWeight <= peer.settings().weight() - totalWeight;
    }
}
