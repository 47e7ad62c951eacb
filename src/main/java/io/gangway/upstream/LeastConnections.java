package io.gangway.upstream;

/** {@code least_conn}: chooses the peer with the fewest requests relative to its weight; round robin among equals. */
final class LeastConnections implements Choice {
    static final Choice CHOICE = new LeastConnections();

    private LeastConnections() {}

    @Override
    public Peer next(Peers peers, TriedPeers tried, String sid, long now) {
        int preferred = peers.preferred(sid, tried, now);
        if (preferred >= 0) {
            return peers.acquire(preferred, tried, now);
        }
        int best = -1;
        boolean equals = false;
        for (int i = 0; i < peers.size(); i++) {
            if (!peers.isUsable(i, tried, now)) {
                continue;
            }
            long more = best < 0 ? -1 : peers.get(i).compareLoad(peers.get(best));
            if (more < 0) {
                best = i;
                equals = false;
            } else if (more == 0) {
                equals = true;
            }
        }
        if (best < 0) {
            return null;
        }
        return peers.acquire(equals ? roundRobin(peers, best, tried, now) : best, tried, now);
    }

    /** Round robin among the peers with the same load as the first one. */
    private static int roundRobin(Peers peers, int first, TriedPeers tried, long now) {
        int best = first;
        int total = 0;
        for (int i = first; i < peers.size(); i++) {
            Peer peer = peers.get(i);
            if (!peers.isUsable(i, tried, now) || peer.compareLoad(peers.get(best)) != 0) {
                continue;
            }
            total += peer.gainWeight();
            if (peer.health.currentWeight > peers.get(best).health.currentWeight) {
                best = i;
            }
        }
        peers.get(best).health.currentWeight -= total;
        return best;
    }
}
