package io.gangway.upstream;

import java.net.SocketAddress;

/** One address of a group, with its parameters and its health. A change of the parameters replaces it. */
public final class Peer {
    private static final long MILLIS = 1000;

    private final SocketAddress address;
    private final String name;
    private final String server;
    private final PeerSettings settings;

    private final int id;
    /** Computed when it is needed. */
    private String sid;

    /** Shared with the peers before and after a change of the parameters. */
    final PeerHealth health;

    Peer(SocketAddress address, String name, String server, PeerSettings settings) {
        this(address, name, server, settings, -1, new PeerHealth(settings));
    }

    private Peer(SocketAddress address, String name, String server, PeerSettings settings, int id, PeerHealth health) {
        this.address = address;
        this.name = name;
        this.server = server;
        this.settings = settings;
        this.id = id;
        this.health = health;
    }

    /** The same peer with a number in its group. */
    Peer numbered(int number) {
        return new Peer(address, name, server, settings, number, health);
    }

    /** The same peer with other parameters. */
    Peer with(PeerSettings changed) {
        return new Peer(address, name, server, changed, id, health);
    }

    /** Another peer at the same address, with other parameters. */
    Peer fresh(PeerSettings changed) {
        return new Peer(address, name, server, changed);
    }

    /**
     * Whether this is a peer that is known already. As in nginx, a host of a service that gets another name, priority or
     * weight is another peer.
     *
     * @param ofServer the parameters of the server that both belong to
     */
    boolean isSame(Peer known, boolean service, PeerSettings ofServer) {
        return address.equals(known.address)
                && (!service
                        || server.equals(known.server)
                                && settings.backup() == known.settings.backup()
                                && (ofServer.weight() != 1 || settings.weight() == known.settings.weight()));
    }

    /** The number in its group, unique while the generation lives; -1 in a group without {@link GroupServers}. */
    public int id() {
        return id;
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
    public String server() {
        return server;
    }

    /** By which a session names its server: {@code route}, or the MD5 hash of {@link #name} in hex. */
    public String sid() {
        String known = sid;
        if (known == null) {
            known = settings.route().isEmpty() ? SessionHash.hex(name) : settings.route();
            sid = known;
        }
        return known;
    }

    /**
     * Decides whether {@code slow_start} leaves it out of this choice. Its share grows from nothing to that of its
     * weight.
     *
     * @return whether it is left out
     */
    boolean startSlowly(long now) {
        health.held = false;
        if (health.slowSince == 0 || settings.slowStartMillis() == 0) {
            return false;
        }
        if (health.slowSince == PeerHealth.NEXT || now < health.slowSince) {
            health.slowSince = now;
            health.slowCredit = 0;
        }
        long passed = (now - health.slowSince) * MILLIS;
        if (passed >= settings.slowStartMillis()) {
            health.slowSince = 0;
            return false;
        }
        health.slowCredit += passed;
        health.held = health.slowCredit < settings.slowStartMillis();
        if (!health.held) {
            health.slowCredit -= settings.slowStartMillis();
        }
        return health.held;
    }

    /** A step of weighted round robin: increases the current weight; returns by how much. */
    int gainWeight() {
        int gained = health.effectiveWeight;
        health.currentWeight += gained;
        if (health.effectiveWeight < settings.weight()) {
            health.effectiveWeight++;
        }
        return gained;
    }

    /** Above 0 if it has more requests relative to its weight than the other one. */
    int compareLoad(Peer other) {
        return Long.compare(
                (long) health.connections * other.settings.weight(),
                (long) other.health.connections * settings.weight());
    }

    /**
     * Whether it is not used, because it failed {@code max_fails} times within {@code fail_timeout}, or because of a
     * health check.
     */
    boolean isDisabled(long now) {
        return health.blocked
                || settings.maxFails() != 0
                        && health.fails >= settings.maxFails()
                        && now - health.checked <= settings.failSeconds();
    }

    PeerStatus status(long now) {
        boolean recovered = health.hasRecovered(settings, now);
        return new PeerStatus(
                id,
                server,
                name,
                settings.backup(),
                settings.weight(),
                settings.maxFails(),
                settings.failSeconds(),
                settings.maxConnections(),
                state(now),
                recovered ? health.recovery(settings) : health.changed,
                recovered ? "fail_timeout has passed" : health.reason,
                health.downSeconds(settings, now) + (health.checks == null ? 0 : health.checks.seconds(now)),
                health.blocked ? health.checks.since() : health.downSince,
                health.counts);
    }

    /** The present state. Call with the lock of the group held. */
    PeerStatus.State state(long now) {
        if (settings.down()) {
            return PeerStatus.State.DOWN;
        }
        if (health.blocked) {
            return health.checks.state();
        }
        if (settings.drain()) {
            return PeerStatus.State.DRAINING;
        }
        return isDisabled(now) ? PeerStatus.State.UNAVAIL : PeerStatus.State.UP;
    }

    /** The parameters. */
    public PeerSettings settings() {
        return settings;
    }

    @Override
    public String toString() {
        return name;
    }
}
