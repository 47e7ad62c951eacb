package io.gangway.upstream;

import java.net.SocketAddress;

/**
 * One address of a group and what is known of its health. The rules are those of nginx's round robin; all mutable fields are
 * guarded by the {@link Peers} that the peer belongs to.
 */
public final class Peer {
    private final SocketAddress address;
    private final String name;
    private final String server;
    private final PeerSettings settings;

    int effectiveWeight;
    int currentWeight;
    int fails;
    int connections;
    /** Seconds of the last failure. */
    long accessed;
    /** Seconds of the last failure, or of the last try after a time of rest. */
    long checked;

    Peer(SocketAddress address, String name, String server, PeerSettings settings) {
        this.address = address;
        this.name = name;
        this.server = server;
        this.settings = settings;
        effectiveWeight = settings.weight();
    }

    /** Where to connect to. */
    public SocketAddress address() {
        return address;
    }

    /** {@code $upstream_addr}: {@code 127.0.0.1:8080}, {@code [::1]:8080} or {@code unix:/path}. */
    public String name() {
        return name;
    }

    /** What {@code server} calls it; several addresses may have the same. */
    String server() {
        return server;
    }

    /** Round robin: it may be this one's turn. Gives by how much it came nearer. */
    int gainWeight() {
        int gained = effectiveWeight;
        currentWeight += gained;
        if (effectiveWeight < settings.weight()) {
            effectiveWeight++;
        }
        return gained;
    }

    /** Above 0 when it has more requests for its weight than the other one. */
    int compareLoad(Peer other) {
        return Long.compare((long) connections * other.settings.weight(), (long) other.connections * settings.weight());
    }

    PeerSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return name;
    }
}
