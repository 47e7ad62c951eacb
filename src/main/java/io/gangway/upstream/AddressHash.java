package io.gangway.upstream;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;

/**
 * {@code ip_hash}: hashes the first three bytes of an IPv4 address, or a whole IPv6 address; other clients share one
 * hash. Belongs to its request.
 */
final class AddressHash extends DrawnChoice {
    static final BalancingMethod METHOD = peers -> x -> new AddressHash(key(x.remoteAddress()));

    private static final int V4_BYTES = 3;

    private final byte[] key;
    private int hash = 89;

    private AddressHash(byte[] key) {
        this.key = key;
    }

    static byte[] key(SocketAddress client) {
        if (!(client instanceof InetSocketAddress socket)) {
            return new byte[V4_BYTES];
        }
        InetAddress address = socket.getAddress();
        return address instanceof Inet4Address ? Arrays.copyOf(address.getAddress(), V4_BYTES) : address.getAddress();
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
        for (byte b : key) {
            hash = (hash * 113 + (b & 0xff)) % 6271;
        }
        return usableAt(hash, peers, tried, now);
    }
}
