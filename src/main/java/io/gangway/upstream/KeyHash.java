package io.gangway.upstream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.gangway.exchange.Template;
import java.util.zip.CRC32;

/** {@code hash KEY}: compatible with Cache::Memcached. Round robin if the key is empty. Belongs to its request. */
final class KeyHash extends DrawnChoice {
    private final byte[] key;
    private int hash;
    private int rehash;

    private KeyHash(byte[] key) {
        this.key = key;
    }

    static BalancingMethod method(Template key) {
        return peers -> x -> {
            String value = key.render(x);
            return value.isEmpty() ? RoundRobin.CHOICE : new KeyHash(value.getBytes(ISO_8859_1));
        };
    }

    @Override
    public boolean isFree() {
        return false;
    }

    @Override
    public boolean names(String peer, Peers peers, Balancer balancer, long now) {
        return draws(peer, peers, now);
    }

    @Override
    int draw(Peers peers, TriedPeers tried, long now) {
        CRC32 crc = new CRC32();
        if (rehash > 0) {
            crc.update(Integer.toString(rehash).getBytes(ISO_8859_1));
        }
        crc.update(key);
        hash += (int) (crc.getValue() >>> 16 & 0x7fff);
        rehash++;
        return usableAt(Integer.toUnsignedLong(hash), peers, tried, now);
    }
}
