package io.gangway.upstream;

import java.util.concurrent.ThreadLocalRandom;

/** {@code random}: draws by weight. Belongs to its request. */
final class RandomPeer extends DrawnChoice {
    static final BalancingMethod METHOD = peers -> x -> new RandomPeer();

    private RandomPeer() {}

    @Override
    int draw(Peers peers, TriedPeers tried, long now) {
        return usableAt(ThreadLocalRandom.current().nextInt(peers.totalWeight()), peers, tried, now);
    }

    /** {@code random two}: draws two different peers and chooses the one with fewer requests relative to its weight. */
    static final class OfTwo extends DrawnChoice {
        static final BalancingMethod METHOD = peers -> x -> new OfTwo();

        private int first = -1;

        private OfTwo() {}

        @Override
        int draw(Peers peers, TriedPeers tried, long now) {
            int index = usableAt(ThreadLocalRandom.current().nextInt(peers.totalWeight()), peers, tried, now);
            if (index < 0 || index == first) {
                return -1;
            }
            if (first < 0) {
                first = index;
                return -1;
            }
            int lighter = peers.get(index).compareLoad(peers.get(first)) > 0 ? first : index;
            first = -1;
            return lighter;
        }
    }
}
