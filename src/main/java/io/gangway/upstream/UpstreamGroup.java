package io.gangway.upstream;

import io.gangway.conf.Node;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@code upstream} of the configuration, or the implicit group of {@code proxy_pass http://host:port}: its peers and
 * the idle connections to them. Shared by all loops. A declared or implicit group lives as long as its generation; a
 * group for an address computed at run time serves one request.
 */
public final class UpstreamGroup implements AutoCloseable {
    private final String name;
    private final BalancingMethod method;
    /** The {@code upstream} block; null for an implicit group. */
    private final Node node;

    /** Null if all addresses are known at startup. */
    private final ResolvedServers resolvedServers;

    private volatile Members members;
    private final KeepaliveSettings keepalive;

    /** The loops that keep idle connections; guarded by itself. */
    private final List<EventLoop> loops = new ArrayList<>();

    private volatile boolean closed;

    UpstreamGroup(String name, List<Peer> peers, BalancingMethod method, KeepaliveSettings keepalive) {
        this(name, peers, method, keepalive, null, null);
    }

    UpstreamGroup(
            String name,
            List<Peer> peers,
            BalancingMethod method,
            KeepaliveSettings keepalive,
            ResolvedServers resolvedServers,
            Node node) {
        this.name = name;
        this.node = node;
        this.keepalive = keepalive;
        this.method = method;
        this.resolvedServers = resolvedServers;
        members(peers);
    }

    /** The peers and their balancer. Replaced as a whole; running requests keep the old ones. */
    private record Members(Balancer balancer, Peers primary, Peers backup) {}

    /** Replaces the peers. */
    void members(List<Peer> peers) {
        List<Peer> first = peers.stream().filter(p -> !p.settings().backup()).toList();
        List<Peer> second = peers.stream().filter(p -> p.settings().backup()).toList();
        members = new Members(
                method.balancer(first),
                new Peers(first, !second.isEmpty()),
                second.isEmpty() ? null : new Peers(second, true));
    }

    /** Notifies when a request may {@link #select}: immediately, unless a name must be resolved first. */
    public void ready(Exchange x, Upstreams.GroupListener listener) {
        if (resolvedServers == null) {
            listener.group(this);
        } else {
            resolvedServers.ready(x, this, listener);
        }
    }

    /** The name that is logged if no peer is live. */
    public String name() {
        return name;
    }

    // ---- for an explanation

    /** The {@code upstream} block; null for an implicit group. */
    Node node() {
        return node;
    }

    /** Whether some peers are only known at run time. */
    boolean isResolvedLater() {
        return resolvedServers != null;
    }

    /** All peers known now, backups last. */
    List<Peer> all() {
        Members current = members;
        List<Peer> all = new ArrayList<>(current.primary().all());
        if (current.backup() != null) {
            all.addAll(current.backup().all());
        }
        return all;
    }

    /** A peer with its state. */
    String describe(Peer peer, long nowSeconds) {
        Members current = members;
        boolean primary = current.primary().all().contains(peer);
        return (primary ? current.primary() : current.backup()).describe(peer, nowSeconds);
    }

    /** Starts the choice of peers for one request. */
    public Selection select(Exchange x) {
        Members current = members;
        return new Selection(current.balancer().begin(x), current.primary(), current.backup());
    }

    KeepaliveSettings keepalive() {
        return keepalive;
    }

    /** The idle connections on a loop; null if this group keeps none. Call on the loop only. */
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

    /** Closes all idle connections, on their loops; those in use are closed after their request. */
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
