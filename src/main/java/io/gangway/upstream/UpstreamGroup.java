package io.gangway.upstream;

import io.gangway.conf.Node;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.CountsRegistry;
import io.gangway.metrics.PeerCounts;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@code upstream} of the configuration, or the implicit group of {@code proxy_pass http://host:port}: its peers and
 * the idle connections to them. Shared by all loops. A declared or implicit group lives as long as its generation; a
 * group for an address computed at run time serves one request.
 */
public final class UpstreamGroup implements AutoCloseable {
    /** The counters of all peers of addresses that were computed at run time; nobody reads them. */
    private static final PeerCounts UNLISTED = new PeerCounts();

    private final String name;
    private final BalancingMethod method;
    /** The {@code upstream} block; null for an implicit group. */
    private final Node node;

    /** Null if all addresses are known at startup. */
    private final ResolvedServers resolvedServers;

    private final String label;
    /** Null for the group of a single request. */
    private final CountsRegistry<PeerKey, PeerCounts> counts;

    private volatile Members members;
    private final KeepaliveSettings keepalive;

    /** The loops that keep idle connections; guarded by itself. */
    private final List<EventLoop> loops = new ArrayList<>();

    private volatile boolean closed;

    UpstreamGroup(String name, List<Peer> peers, BalancingMethod method, KeepaliveSettings keepalive) {
        this("", name, peers, method, keepalive, null, null, null);
    }

    UpstreamGroup(
            String label,
            String name,
            List<Peer> peers,
            BalancingMethod method,
            KeepaliveSettings keepalive,
            ResolvedServers resolvedServers,
            CountsRegistry<PeerKey, PeerCounts> counts,
            Node node) {
        this.label = label;
        this.name = name;
        this.counts = counts;
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
        return new Selection(this, current.balancer().begin(x), current.primary(), current.backup());
    }

    /** The counters of a peer, which survive reloads. */
    PeerCounts counts(Peer peer) {
        if (peer.counts() == null) {
            peer.counts(
                    counts == null
                            ? UNLISTED
                            : counts.get(new PeerKey(label, peer.server(), peer.name()), PeerCounts::new));
        }
        return peer.counts();
    }

    /**
     * The name in metrics: that of the {@code upstream}, or {@code host:port} of a {@code proxy_pass}; empty for an
     * address that is computed at run time.
     */
    public String label() {
        return label;
    }

    /**
     * The present state of each peer, backups last.
     *
     * @param nowSeconds since 1970
     */
    public List<PeerStatus> peers(long nowSeconds) {
        Members current = members;
        List<PeerStatus> all = new ArrayList<>(current.primary().status(nowSeconds));
        if (current.backup() != null) {
            all.addAll(current.backup().status(nowSeconds));
        }
        return all;
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
