package io.gangway.upstream;

/** Draws a peer, and another one when that cannot be asked; after 20 vain draws it is round robin. Belongs to its request. */
abstract class DrawnChoice implements Choice {
    private static final int MAX_DRAWS = 20;

    private int draws;

    @Override
    public final Peer next(Peers peers, TriedPeers tried, long now) {
        if (peers.size() > 1) {
            for (; draws <= MAX_DRAWS; draws++) {
                int index = draw(peers, tried, now);
                if (index >= 0) {
                    return peers.take(index, tried, now);
                }
            }
        }
        return RoundRobin.CHOICE.next(peers, tried, now);
    }

    /** The index of a peer that is usable; -1 when this draw was in vain. */
    abstract int draw(Peers peers, TriedPeers tried, long now);

    /** For methods whose draws give a point of the sum of all weights. */
    static int usableAt(long point, Peers peers, TriedPeers tried, long now) {
        int index = peers.at((int) (point % peers.totalWeight()));
        return peers.isUsable(index, tried, now) ? index : -1;
    }
}
