package io.gangway.upstream.http2;

import io.gangway.metrics.PeerCounts;
import java.net.SocketAddress;
import java.util.Objects;

/**
 * What requests must have in common to share a connection.
 *
 * @param address of the peer
 * @param kind TLS identity and local address; null for plain TCP from any address
 * @param tag the location, where connections are not shared between locations; else null
 * @param hops how often the requests were passed to this server itself
 * @param counts those of the peer, which are not compared
 */
public record StreamRoute(SocketAddress address, Object kind, Object tag, int hops, PeerCounts counts) {
    /** Whether a connection of this route serves another one. */
    boolean serves(StreamRoute other) {
        return tag == other.tag
                && hops == other.hops
                && address.equals(other.address)
                && Objects.equals(kind, other.kind);
    }
}
