package io.gangway.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gangway.exchange.Template;
import java.util.List;
import java.util.zip.CRC32;

/**
 * {@code hash KEY consistent}: few keys move when a server is added or removed. Round robin if the key is empty.
 * Belongs to its request.
 */
final class ConsistentHash extends DrawnChoice {
    private final Ring ring;
    private int point;

    private ConsistentHash(Ring ring, int point) {
        this.ring = ring;
        this.point = point;
    }

    /** @param key which may have variables */
    record Method(Template key) implements BalancingMethod {
        /** 655,360 points: some 40 MB, and half a second to compute them. */
        private static final int MAX_WEIGHT = 4096;

        @Override
        public Balancer balancer(List<Peer> peers) {
            Ring ring = new Ring(peers);
            return x -> {
                String value = key.render(x);
                if (value.isEmpty()) {
                    return RoundRobin.CHOICE;
                }
                CRC32 crc = new CRC32();
                crc.update(value.getBytes(ISO_8859_1));
                return new ConsistentHash(ring, ring.find(crc.getValue()));
            };
        }

        @Override
        public int maxWeight() {
            return MAX_WEIGHT;
        }
    }

    /** Round robin among the addresses of one server. */
    @Override
    int draw(Peers peers, TriedPeers tried, long now) {
        String server = ring.server(point);
        int best = -1;
        int total = 0;
        for (int i = 0; i < peers.size(); i++) {
            Peer peer = peers.get(i);
            if (!peer.server().equals(server) || !peers.isUsable(i, tried, now)) {
                continue;
            }
            total += peer.gainWeight();
            if (best < 0 || peer.health.currentWeight > peers.get(best).health.currentWeight) {
                best = i;
            }
        }
        if (best < 0) {
            point++;
        } else {
            peers.get(best).health.currentWeight -= total;
        }
        return best;
    }
}
