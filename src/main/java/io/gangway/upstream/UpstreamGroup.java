package io.gangway.upstream;

import io.gangway.conf.Node;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import io.gangway.metrics.CountsRegistry;
import io.gangway.metrics.PeerCounts;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

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
    /** Null without {@code sticky}. */
    private final Stickiness stickiness;
    /** The {@code upstream} block; null for an implicit group. */
    private final Node node;

    /** Null without one. */
    private final String zone;
    /** Null in a group that is not declared. */
    private final GroupServers servers;
    /** Null if no name can be resolved at run time. */
    private final ResolvedServers resolvedServers;

    /** Guards the health of all peers, also of those that were replaced. */
    private final Object lock = new Object();

    private final String label;
    /** Null for the group of a single request. */
    private final CountsRegistry<PeerKey, PeerCounts> counts;

    private volatile Members members;
    private final KeepaliveSettings keepalive;

    /** The connections of all loops that keep some; guarded by itself. */
    private final List<Kept> kept = new ArrayList<>();

    private final PeerLog peerLog;

    private final CheckedGroup checked = new CheckedGroup(this);

    /** For requests that belong to no session and may go to any peer; null for none. */
    private volatile Stickiness preference;

    private volatile boolean closed;

    /** A group for an address computed at run time. */
    UpstreamGroup(String name, List<Peer> peers, BalancingMethod method, KeepaliveSettings keepalive) {
        this("", name, peers, method, keepalive, null, new PeerLog());
    }

    /** A group that is not declared: its peers do not change. */
    UpstreamGroup(
            String label,
            String name,
            List<Peer> peers,
            BalancingMethod method,
            KeepaliveSettings keepalive,
            CountsRegistry<PeerKey, PeerCounts> counts,
            PeerLog peerLog) {
        this.peerLog = peerLog;
        this.label = label;
        this.name = name;
        this.counts = counts;
        node = null;
        this.keepalive = keepalive;
        this.method = method;
        stickiness = null;
        zone = null;
        servers = null;
        resolvedServers = null;
        members(peers);
    }

    /**
     * A declared group.
     *
     * @param stickiness null without {@code sticky}
     * @param resolver null if no name can be resolved at run time
     * @param zone its {@code zone}; null without one
     */
    UpstreamGroup(
            String name,
            List<ServerLine> lines,
            BalancingMethod method,
            Stickiness stickiness,
            KeepaliveSettings keepalive,
            LocationResolver resolver,
            String zone,
            CountsRegistry<PeerKey, PeerCounts> counts,
            PeerLog peerLog,
            Node node) {
        this.peerLog = peerLog;
        label = name;
        this.name = name;
        this.counts = counts;
        this.node = node;
        this.keepalive = keepalive;
        this.method = method;
        this.stickiness = stickiness;
        this.zone = zone;
        servers = new GroupServers(this, lines, zone != null, resolver != null);
        resolvedServers = resolver == null ? null : new ResolvedServers(resolver, this, servers);
    }

    private record Kept(EventLoop loop, LoopConnections connections) {}

    /** The peers and their balancer. Replaced as a whole; running requests keep the old ones. */
    private record Members(Balancer balancer, Peers primary, Peers backup, boolean takesRequests) {}

    /** The counts of the previous generation continue, also if that is closed before the first request of this one. */
    private void adoptCounts(List<Peer> peers) {
        if (counts != null && !counts.isEmpty()) {
            for (Peer peer : peers) {
                if (peer.health.counts == null) {
                    peer.health.counts = counts.known(new PeerKey(label, peer.server(), peer.name()));
                }
            }
        }
    }

    /** Replaces the peers. */
    void members(List<Peer> peers) {
        adoptCounts(peers);
        peers.forEach(checked::begin);
        List<Peer> first = peers.stream().filter(p -> !p.settings().backup()).toList();
        List<Peer> second = peers.stream().filter(p -> p.settings().backup()).toList();
        members = new Members(
                method.balancer(first),
                new Peers(first, !second.isEmpty(), this),
                second.isEmpty() ? null : new Peers(second, true, this),
                peers.stream().anyMatch(peer -> !peer.settings().isOut()));
    }

    /** Notifies when a request may {@link #select}: immediately, unless a name must be resolved first. */
    public void ready(Exchange x, Upstreams.GroupListener listener) {
        if (resolvedServers == null) {
            listener.group(this);
        } else {
            resolvedServers.ready(x, listener);
        }
    }

    /** Whether there is a peer that is not taken out of service by its settings. */
    boolean takesRequests() {
        return members.takesRequests();
    }

    /** The names of servers that are resolved at run time; null if none can be. */
    ResolvedServers resolvedServers() {
        return resolvedServers;
    }

    /** The servers have been changed. */
    void serversChanged() {
        if (resolvedServers != null) {
            resolvedServers.changed();
        }
        checked.changed();
    }

    /** For its health checks. */
    public CheckedGroup checked() {
        return checked;
    }

    /** Whether it is an {@code upstream} of the configuration. */
    public boolean isDeclared() {
        return node != null;
    }

    /** The name of its {@code zone}; null without one. */
    public String zone() {
        return zone;
    }

    Object lock() {
        return lock;
    }

    /** Logs the state of a peer, unless it is the one that was logged last. Call with {@link #lock} held. */
    void log(Peer peer, PeerStatus.State state, String why) {
        // A request that is still running may have the peer as it was before it was taken out.
        boolean outdated = peer.health.out && !peer.settings().isOut();
        if (!outdated) {
            peerLog.changed(name, peer, state, why);
        }
    }

    BalancingMethod method() {
        return method;
    }

    /** Whether the balancing method supports backup servers. */
    boolean hasBackups() {
        return method.isByState();
    }

    /** The servers; null in a group that is not declared. */
    public GroupServers servers() {
        return servers;
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

    /** Null without {@code sticky}. */
    Stickiness stickiness() {
        return stickiness;
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
        Choice choice = current.balancer().begin(x);
        return new Selection(this, choice, session(x, choice), current.primary(), current.backup());
    }

    private StickySession session(Exchange x, Choice choice) {
        if (stickiness != null) {
            return stickiness.begin(x);
        }
        Stickiness preferred = preference;
        return preferred == null || !choice.isFree() ? null : preferred.begin(x);
    }

    /**
     * Sets which peers are preferred for requests that belong to no session, and that no key binds to a peer. Any
     * thread.
     *
     * @param ofFreeRequests null for none; {@link Stickiness#begin} may return null for a request without preference
     */
    public void prefer(Stickiness ofFreeRequests) {
        preference = ofFreeRequests;
    }

    /**
     * Whether the client of a request that began with this group, or with the one of this name in an older generation,
     * would come back to its peer: it has a session there, or a key of its request names the peer. On the loop of the
     * exchange.
     *
     * @param peer its name
     */
    public boolean returnsTo(String peer, Exchange x, long nowSeconds) {
        UpstreamGroup own = x.generation().service(Upstreams.class).declared(name);
        if (own == null) {
            return false;
        }
        if (own.stickiness != null && own.stickiness.binds(x)) {
            return true;
        }
        Choice choice = own.members.balancer().begin(x);
        Members present = members;
        return !choice.isFree()
                && present.primary().size() > 0
                && present.primary().names(choice, peer, present.balancer(), nowSeconds);
    }

    /** The counters of a peer, which survive reloads. */
    PeerCounts counts(Peer peer) {
        PeerCounts known = peer.health.counts;
        if (known == null) {
            known = counts == null
                    ? UNLISTED
                    : counts.get(new PeerKey(label, peer.server(), peer.name()), PeerCounts::new);
            peer.health.counts = known;
        }
        return known;
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

    /** Its {@code keepalive} settings. */
    public KeepaliveSettings keepalive() {
        return keepalive;
    }

    /** The idle connections on a loop; null if this group keeps none. Call on the loop only. */
    public IdleLegs idle(EventLoop loop) {
        return keepalive.connections() == 0 || closed ? null : connections(loop).legs;
    }

    /**
     * The connections on a loop that serve many requests at a time. Call on the loop only.
     *
     * @param type all callers name the same one
     * @param first creates them
     */
    public <T extends KeptConnections> T multiplexed(EventLoop loop, Class<T> type, Supplier<T> first) {
        // The group of a single request is not known to others, so that there is nobody to close what it keeps.
        return counts == null || closed
                ? first.get()
                : type.cast(connections(loop).multiplexed(first));
    }

    private LoopConnections connections(EventLoop loop) {
        return loop.local(this, () -> open(loop));
    }

    private LoopConnections open(EventLoop loop) {
        LoopConnections connections = new LoopConnections(this);
        synchronized (kept) {
            kept.add(new Kept(loop, connections));
        }
        return connections;
    }

    /** The number of idle connections of all loops. Not an exact snapshot. */
    public int idleConnections() {
        synchronized (kept) {
            return kept.stream().mapToInt(each -> each.connections().idle()).sum();
        }
    }

    /** Whether its generation is not used any more, so that no connection is kept. */
    public boolean isClosed() {
        return closed;
    }

    /** Closes the idle connections to an address, on their loops. */
    void closeIdle(SocketAddress address) {
        onLoops(each -> each.connections().close(address));
    }

    /** Closes all idle connections, on their loops; those in use are closed after their request. */
    @Override
    public void close() {
        closed = true;
        onLoops(each -> {
            each.loop().forget(this);
            each.connections().close();
        });
    }

    private void onLoops(Consumer<Kept> task) {
        List<Kept> all;
        synchronized (kept) {
            all = List.copyOf(kept);
        }
        all.forEach(each -> each.loop().execute(() -> task.accept(each)));
    }

    @Override
    public String toString() {
        return "upstream " + name;
    }
}
