package io.gangway.upstream;

/** nginx's smooth weighted round robin. */
final class RoundRobin implements Choice {
    static final Choice CHOICE = new RoundRobin();

    private RoundRobin() {}

    @Override
    public Peer next(Peers peers, TriedPeers tried, long now) {
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
        if (best < 0) {
            return null;
        }
        peers.get(best).health.currentWeight -= total;
        return peers.acquire(best, tried, now);
    }
}
