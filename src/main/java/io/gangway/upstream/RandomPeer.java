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
        static final BalancingMethod METHOD = peers -> x -> new OfTwo(null);

        /** Compares the peers; null to compare their numbers of requests. */
        private final LeastTime times;

        private int first = -1;

        private OfTwo(LeastTime times) {
            this.times = times;
        }

        /** {@code random two least_time=…}. */
        static BalancingMethod method(LeastTime.Method method) {
            return peers -> x -> of(new LeastTime(method, x.loop()::monotonicMillis));
        }

        static Choice of(LeastTime times) {
            return new OfTwo(times);
        }

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
            int lighter = compare(peers.get(index), peers.get(first), now) > 0 ? first : index;
            first = -1;
            return lighter;
        }

        private int compare(Peer one, Peer other, long now) {
            return times == null
                    ? one.compareLoad(other)
                    : Long.compare(
                            times.estimate(one, now) * other.settings().weight(),
                            times.estimate(other, now) * one.settings().weight());
        }

        @Override
        public void attempt(Attempt attempt) {
            if (times != null) {
                times.attempt(attempt);
            }
        }

        @Override
        public void released(Peer peer, boolean served) {
            if (times != null) {
                times.released(peer, served);
            }
        }
    }
}
