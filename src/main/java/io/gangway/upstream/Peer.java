package io.gangway.upstream;

import io.gangway.metrics.PeerCounts;
import java.net.SocketAddress;

/**
 * One address of a group and its health, by the rules of nginx's round robin. All mutable fields are guarded by the
 * {@link Peers} that the peer belongs to.
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
    /** Time of the last failure, in seconds. */
    long accessed;
    /** Time of the last failure, or of the last try after {@code fail_timeout}, in seconds. */
    long checked;
    /** Time of the last change of state, in seconds; 0 if there was none. */
    private long changed;
    /** Why the state changed; null if it did not. */
    private String reason;
    /** Null before the first request. */
    private volatile PeerCounts counts;

    Peer(SocketAddress address, String name, String server, PeerSettings settings) {
        this.address = address;
        this.name = name;
        this.server = server;
        this.settings = settings;
        effectiveWeight = settings.weight();
    }

    /** The address to connect to. */
    public SocketAddress address() {
        return address;
    }

    /** {@code $upstream_addr}: {@code 127.0.0.1:8080}, {@code [::1]:8080} or {@code unix:/path}. */
    public String name() {
        return name;
    }

    /** The address as written in {@code server}; several peers may share it. */
    String server() {
        return server;
    }

    /** A step of weighted round robin: increases the current weight; returns by how much. */
    int gainWeight() {
        int gained = effectiveWeight;
        currentWeight += gained;
        if (effectiveWeight < settings.weight()) {
            effectiveWeight++;
        }
        return gained;
    }

    /** Above 0 if it has more requests relative to its weight than the other one. */
    int compareLoad(Peer other) {
        return Long.compare((long) connections * other.settings.weight(), (long) other.connections * settings.weight());
    }

    /** Whether it is not used, because it failed {@code max_fails} times within {@code fail_timeout}. */
    boolean isDisabled(long now) {
        return settings.maxFails() != 0 && fails >= settings.maxFails() && now - checked <= settings.failSeconds();
    }

    /** Records a change of state. */
    void changed(String why, long now) {
        changed = now;
        reason = why;
    }

    PeerCounts counts() {
        return counts;
    }

    void counts(PeerCounts shared) {
        counts = shared;
    }

    PeerStatus status(long now) {
        boolean recovered =
                changed != 0 && settings.maxFails() != 0 && fails >= settings.maxFails() && !isDisabled(now);
        return new PeerStatus(
                server,
                name,
                settings.backup(),
                settings.weight(),
                settings.maxFails(),
                settings.failSeconds(),
                settings.maxConnections(),
                settings.down()
                        ? PeerStatus.State.DOWN
                        : isDisabled(now) ? PeerStatus.State.UNAVAIL : PeerStatus.State.UP,
                recovered ? checked + settings.failSeconds() + 1 : changed,
                recovered ? "fail_timeout has passed" : reason,
                counts);
    }

    PeerSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return name;
    }
}
