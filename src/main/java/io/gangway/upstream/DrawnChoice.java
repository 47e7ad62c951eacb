package io.gangway.upstream;

/** Draws peers until one is usable; falls back to round robin after 20 failed draws. Belongs to its request. */
abstract class DrawnChoice implements Choice {
    static final int MAX_DRAWS = 20;

    private int draws;

    @Override
    public final Peer next(Peers peers, TriedPeers tried, String sid, long now) {
        if (peers.size() > 1 && draws <= MAX_DRAWS) {
            int preferred = peers.preferred(sid, tried, now);
            if (preferred >= 0) {
                return peers.acquire(preferred, tried, now);
            }
            for (; draws <= MAX_DRAWS; draws++) {
                int index = draw(peers, tried, now);
                if (index >= 0) {
                    return peers.acquire(index, tried, now);
                }
            }
        }
        return RoundRobin.CHOICE.next(peers, tried, sid, now);
    }

    /** Whether the peer that is drawn first is this one. */
    final boolean draws(String peer, Peers peers, long now) {
        TriedPeers none = new TriedPeers();
        for (; draws <= MAX_DRAWS; draws++) {
            int index = draw(peers, none, now);
            if (index >= 0) {
                return peers.get(index).name().equals(peer);
            }
        }
        return false;
    }

    /** The index of a usable peer; -1 if this draw found none. */
    abstract int draw(Peers peers, TriedPeers tried, long now);

    /**
     * The usable peer at a point of the sum of all weights; -1 if that peer is not usable. Any number that is not
     * negative is accepted.
     */
    static int usableAt(long point, Peers peers, TriedPeers tried, long now) {
        int index = peers.at((int) (point % peers.totalWeight()));
        return peers.isUsable(index, tried, now) ? index : -1;
    }
}
