package io.gangway.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Template;
import java.util.List;
import java.util.zip.CRC32;

/**
 * {@code hash KEY consistent}: few keys move when a server is added or removed. Round robin if the key is empty.
 * Belongs to its request.
 */
final class ConsistentHash extends DrawnChoice {
    private final Ring ring;
    private final long hash;
    private int point;

    private ConsistentHash(Ring ring, long hash) {
        this.ring = ring;
        this.hash = hash;
        point = ring.find(hash);
    }

    /** @param key which may have variables */
    record Method(Template key) implements BalancingMethod {
        /** 655,360 points: some 40 MB, and half a second to compute them. */
        private static final int MAX_WEIGHT = 4096;

        @Override
        public Balancer balancer(List<Peer> peers) {
            return new OfRing(key, new Ring(peers));
        }

        @Override
        public int maxWeight() {
            return MAX_WEIGHT;
        }
    }

    /** The balancer of a group. */
    private record OfRing(Template key, Ring ring) implements Balancer {
        @Override
        public Choice begin(Exchange x) {
            String value = key.render(x);
            if (value.isEmpty()) {
                return RoundRobin.CHOICE;
            }
            CRC32 crc = new CRC32();
            crc.update(value.getBytes(ISO_8859_1));
            return new ConsistentHash(ring, crc.getValue());
        }
    }

    @Override
    public boolean isFree() {
        return false;
    }

    /** The addresses of one server are equal. */
    @Override
    public boolean names(String peer, Peers peers, Balancer balancer, long now) {
        if (!(balancer instanceof OfRing present)) {
            return false;
        }
        int first = present.ring.find(hash);
        TriedPeers none = new TriedPeers();
        for (int draw = 0; draw <= MAX_DRAWS; draw++) {
            String server = present.ring.server(first + draw);
            boolean usable = false;
            for (int i = 0; i < peers.size(); i++) {
                if (peers.get(i).server().equals(server) && peers.isUsable(i, none, now)) {
                    usable = true;
                    if (peers.get(i).name().equals(peer)) {
                        return true;
                    }
                }
            }
            if (usable) {
                return false;
            }
        }
        return false;
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
