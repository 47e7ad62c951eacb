package io.gangway.upstream;

import io.gangway.core.Exchange;
import io.gangway.core.Loop;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code upstream} of the configuration, or what {@code proxy_pass http://host:port} makes without one: its peers and the
 * idle connections to them. Shared by all loops; lives as long as its generation.
 */
public final class UpstreamGroup implements AutoCloseable {
    private final String name;
    private final Balancer balancer;
    private final Peers primary;
    private final Peers backup;
    private final KeepaliveSettings keepalive;

    /** The loops that keep idle connections; guarded by itself. */
    private final List<Loop> loops = new ArrayList<>();

    private volatile boolean closed;

    UpstreamGroup(String name, List<Peer> peers, BalancingMethod method, KeepaliveSettings keepalive) {
        this.name = name;
        this.keepalive = keepalive;
        List<Peer> first = peers.stream().filter(p -> !p.settings().backup()).toList();
        List<Peer> second = peers.stream().filter(p -> p.settings().backup()).toList();
        balancer = method.balancer(first);
        primary = new Peers(first, !second.isEmpty());
        backup = second.isEmpty() ? null : new Peers(second, true);
    }

    /** The name as nginx logs it when no peer is live. */
    public String name() {
        return name;
    }

    /** Starts the choice of peers for one request. */
    public Selection select(Exchange x) {
        return new Selection(balancer.begin(x), primary, backup);
    }

    KeepaliveSettings keepalive() {
        return keepalive;
    }

    /** The idle connections on a loop; null when this group keeps none. On the loop only. */
    public IdleLegs idle(Loop loop) {
        return keepalive.connections() == 0 ? null : loop.local(this, () -> open(loop));
    }

    private IdleLegs open(Loop loop) {
        synchronized (loops) {
            loops.add(loop);
        }
        return new IdleLegs(this);
    }

    boolean isClosed() {
        return closed;
    }

    /** Closes all idle connections; those in use are closed after their request. */
    @Override
    public void close() {
        closed = true;
        List<Loop> all;
        synchronized (loops) {
            all = List.copyOf(loops);
        }
        for (Loop loop : all) {
            loop.execute(() -> {
                IdleLegs legs = loop.forget(this);
                if (legs != null) {
                    legs.close();
                }
            });
        }
    }

    @Override
    public String toString() {
        return "upstream " + name;
    }
}
