package io.gangway.upstream;

import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * One {@code upstream} of the configuration, or what {@code proxy_pass http://host:port} makes without one: its peers and the
 * idle connections to them. Shared by all loops; lives as long as its generation.
 */
public final class UpstreamGroup implements AutoCloseable {
    private final String name;
    private final BalancingMethod method;
    /** Null where all addresses are known from the start. */
    private final ResolvedServers names;

    private volatile Members members;
    private final KeepaliveSettings keepalive;

    /** The loops that keep idle connections; guarded by itself. */
    private final List<EventLoop> loops = new ArrayList<>();

    private volatile boolean closed;

    UpstreamGroup(String name, List<Peer> peers, BalancingMethod method, KeepaliveSettings keepalive) {
        this(name, peers, method, keepalive, null);
    }

    UpstreamGroup(
            String name, List<Peer> peers, BalancingMethod method, KeepaliveSettings keepalive, ResolvedServers names) {
        this.name = name;
        this.keepalive = keepalive;
        this.method = method;
        this.names = names;
        members(peers);
    }

    /** Who is in it. Replaced as a whole; requests under way keep what they have. */
    private record Members(Balancer balancer, Peers primary, Peers backup) {}

    /** The peers from now on. */
    void members(List<Peer> peers) {
        List<Peer> first = peers.stream().filter(p -> !p.settings().backup()).toList();
        List<Peer> second = peers.stream().filter(p -> p.settings().backup()).toList();
        members = new Members(
                method.balancer(first),
                new Peers(first, !second.isEmpty()),
                second.isEmpty() ? null : new Peers(second, true));
    }

    /** Tells when a request may {@link #select}: at once, unless a name is to be looked up first. */
    public void ready(Exchange x, Upstreams.Found found) {
        if (names == null) {
            found.group(this);
        } else {
            names.ready(x, this, found);
        }
    }

    /** The name as nginx logs it when no peer is live. */
    public String name() {
        return name;
    }

    /** Starts the choice of peers for one request. */
    public Selection select(Exchange x) {
        Members now = members;
        return new Selection(now.balancer().begin(x), now.primary(), now.backup());
    }

    KeepaliveSettings keepalive() {
        return keepalive;
    }

    /** The idle connections on a loop; null when this group keeps none. On the loop only. */
    public IdleLegs idle(EventLoop loop) {
        return keepalive.connections() == 0 ? null : loop.local(this, () -> open(loop));
    }

    private IdleLegs open(EventLoop loop) {
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
        List<EventLoop> all;
        synchronized (loops) {
            all = List.copyOf(loops);
        }
        for (EventLoop loop : all) {
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
