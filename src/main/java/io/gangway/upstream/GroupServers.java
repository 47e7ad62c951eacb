package io.gangway.upstream;

import io.gangway.net.HostPort;
import io.gangway.upstream.ServerChangeException.Reason;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The servers of an {@code upstream}: as configured, and as changed since. With {@code zone} they can be changed while
 * the generation lives; the next reload starts from the file again. A change replaces the peers of the group: the next
 * choice on any loop sees it, while requests and tunnels that have a peer keep it. Thread-safe; nothing here is called
 * for a request.
 */
public final class GroupServers {
    private final UpstreamGroup group;
    private final boolean changeable;
    private final boolean hasResolver;

    /** In the order of the file, then of addition; guarded by this, like the next two. */
    private List<Entry> entries = new ArrayList<>();

    private final List<Peer> removed = new ArrayList<>();
    private int nextId;

    /** The servers whose names are resolved at run time. Replaced as a whole. */
    private volatile List<Entry> resolvedLater = List.of();

    /**
     * One server.
     *
     * @param later whether its name is resolved at run time
     * @param service the service whose hosts are the peers; null for none
     * @param peers its only address; any number of them if it is resolved at run time
     */
    record Entry(int id, HostPort host, PeerSettings settings, boolean later, String service, List<Peer> peers) {
        Entry with(PeerSettings changed, List<Peer> members) {
            return new Entry(id, host, changed, later, service, List.copyOf(members));
        }

        /** Whether the same name is resolved for another server, possibly with another port. */
        boolean isSameName(Entry other) {
            return host.host().equals(other.host().host()) && Objects.equals(service, other.service());
        }

        /** The peers of a server of the same name in the generation before, with the parameters of this one. */
        List<Peer> inherited(List<Peer> previous) {
            if (service == null) {
                return Addresses.copies(previous, host, settings);
            }
            return previous.stream()
                    .map(peer -> peer.fresh(settings.ofService(
                            peer.settings().weight(), peer.settings().backup())))
                    .toList();
        }
    }

    GroupServers(UpstreamGroup group, List<ServerLine> lines, boolean changeable, boolean hasResolver) {
        this.group = group;
        this.changeable = changeable;
        this.hasResolver = hasResolver;
        lines.forEach(this::append);
        publish();
    }

    private void append(ServerLine line) {
        if (line.isResolvedLater()) {
            entries.add(new Entry(nextId++, line.host(), line.settings(), true, line.service(), List.of()));
            return;
        }
        for (Peer peer : line.peers()) {
            Peer numbered = peer.numbered(nextId++);
            entries.add(new Entry(numbered.id(), line.host(), line.settings(), false, null, List.of(numbered)));
        }
    }

    private void publish() {
        resolvedLater = entries.stream().filter(Entry::later).toList();
        group.members(peers());
        group.serversChanged();
    }

    /** As in nginx, resolved addresses follow the others, in the order in which they became known. */
    private List<Peer> peers() {
        return Stream.concat(peers(false), peers(true).sorted(Comparator.comparingInt(Peer::id)))
                .toList();
    }

    private Stream<Peer> peers(boolean later) {
        return entries.stream().filter(entry -> entry.later() == later).flatMap(entry -> entry.peers().stream());
    }

    /** The present peers of a server. */
    synchronized List<Peer> peers(int id) {
        return entries.stream()
                .filter(entry -> entry.id() == id)
                .flatMap(entry -> entry.peers().stream())
                .toList();
    }

    List<Entry> resolvedLater() {
        return resolvedLater;
    }

    /** Whether servers can be changed: the group has a {@code zone}. */
    public boolean isChangeable() {
        return changeable;
    }

    /** The number of removed servers that still have requests. */
    public synchronized int zombies() {
        forgetIdle();
        return removed.size();
    }

    private void forgetIdle() {
        List<String> present = peers().stream().map(Peer::name).toList();
        // A server that has come back has the counts that it left with.
        removed.removeIf(peer ->
                peer.health.counts == null || peer.health.counts.active() == 0 || present.contains(peer.name()));
    }

    /** All servers. A server with {@code resolve} is followed by its addresses. */
    public synchronized List<GroupServer> list() {
        List<GroupServer> all = new ArrayList<>();
        for (Entry entry : entries) {
            if (!entry.later()) {
                Peer peer = entry.peers().get(0);
                all.add(new GroupServer(peer.id(), peer.name(), peer.settings(), null, null, null));
                continue;
            }
            all.add(new GroupServer(entry.id(), entry.host().text(), entry.settings(), null, null, entry.service()));
            for (Peer peer : entry.peers()) {
                all.add(new GroupServer(
                        peer.id(),
                        peer.name(),
                        peer.settings(),
                        entry.id(),
                        entry.host().host(),
                        null));
            }
        }
        return all;
    }

    /** One server. */
    public GroupServer get(int id) throws ServerChangeException {
        return list().stream().filter(server -> server.id() == id).findFirst().orElseThrow(() -> notFound(id));
    }

    /** Adds a server. A name is resolved at run time. */
    public synchronized GroupServer add(HostPort host, PeerSettings settings) throws ServerChangeException {
        checkChangeable();
        if (settings.backup() && !group.hasBackups()) {
            throw new ServerChangeException(Reason.NO_BACKUP, "upstream \"" + group.name() + "\" has no backup");
        }
        checkWeight(settings.weight());
        checkSlowStart(settings);
        int id = nextId;
        append(line(host, settings));
        publish();
        return get(id);
    }

    private ServerLine line(HostPort host, PeerSettings settings) throws ServerChangeException {
        if (Addresses.isLiteral(host)) {
            return new ServerLine(host, settings, null, List.of(peer(host, settings)));
        }
        if (!hasResolver) {
            throw new ServerChangeException(Reason.NO_RESOLVER, "no resolver defined to resolve " + host.host());
        }
        return new ServerLine(host, settings, null, null);
    }

    private static Peer peer(HostPort host, PeerSettings settings) {
        try {
            return Addresses.peers(host, settings).get(0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a literal address was looked up: " + host.text(), e);
        }
    }

    /**
     * Changes the parameters of a server, and its address.
     *
     * @param host the new address; null to keep it
     * @param change the new parameters from the present ones; {@code backup} cannot change
     */
    public synchronized GroupServer change(int id, HostPort host, UnaryOperator<PeerSettings> change)
            throws ServerChangeException {
        checkChangeable();
        PeerSettings present = get(id).settings();
        checkWeight(change.apply(present).weight() - present.weight());
        checkSlowStart(change.apply(present));
        List<Entry> changed = new ArrayList<>();
        for (Entry entry : entries) {
            boolean own = entry.id() == id;
            boolean child = !own && entry.peers().stream().anyMatch(peer -> peer.id() == id);
            if (host != null && (child || own && (entry.later() || !Addresses.isLiteral(host)))) {
                throw new ServerChangeException(Reason.IMMUTABLE, "server \"" + id + "\" address is immutable");
            }
            changed.add(own ? changed(entry, host, change) : child ? changedPeer(entry, id, change) : entry);
        }
        entries = changed;
        publish();
        return get(id);
    }

    private Entry changed(Entry entry, HostPort host, UnaryOperator<PeerSettings> change) {
        PeerSettings settings = change.apply(entry.settings());
        if (host == null) {
            List<Peer> peers = entry.peers().stream()
                    .map(peer -> with(peer, change.apply(peer.settings())))
                    .toList();
            return entry.with(settings, peers);
        }
        Peer moved = peer(host, settings).numbered(entry.id());
        retire(entry.peers());
        return new Entry(entry.id(), host, settings, false, null, List.of(moved));
    }

    private Entry changedPeer(Entry entry, int id, UnaryOperator<PeerSettings> change) {
        List<Peer> peers = entry.peers().stream()
                .map(peer -> peer.id() == id ? with(peer, change.apply(peer.settings())) : peer)
                .toList();
        return entry.with(entry.settings(), peers);
    }

    private Peer with(Peer peer, PeerSettings settings) {
        Peer changed = peer.with(settings);
        synchronized (group.lock()) {
            long now = System.currentTimeMillis() / 1000;
            if (settings.isOut() != peer.settings().isOut()) {
                peer.health.changed("changed by the API", now);
                peer.health.slowSince = PeerHealth.NEXT;
            }
            peer.health.changed(settings);
            group.log(changed, changed.state(now), "changed by the API");
        }
        return changed;
    }

    /** Removes a server. Its requests and tunnels go on; its idle connections are closed. */
    public synchronized void remove(int id) throws ServerChangeException {
        checkChangeable();
        GroupServer server = get(id);
        if (server.parent() != null) {
            throw new ServerChangeException(Reason.IMMUTABLE, "server \"" + id + "\" not removable");
        }
        List<Entry> left = new ArrayList<>(entries);
        left.removeIf(entry -> entry.id() == id);
        List<Peer> gone = entries.stream()
                .filter(entry -> entry.id() == id)
                .flatMap(entry -> entry.peers().stream())
                .toList();
        entries = left;
        publish();
        retire(gone);
    }

    private void retire(List<Peer> peers) {
        synchronized (group.lock()) {
            peers.forEach(peer -> peer.health.out = true);
        }
        remember(peers);
        List<SocketAddress> left = peers().stream().map(Peer::address).toList();
        peers.stream()
                .map(Peer::address)
                .filter(address -> !left.contains(address))
                .forEach(group::closeIdle);
    }

    private void remember(List<Peer> gone) {
        removed.addAll(gone);
        forgetIdle();
    }

    /**
     * Sets the addresses of a server with {@code resolve}. An address that stays keeps its peer, with its state and the
     * parameters that the API gave it; one that goes keeps its requests, and its idle connections are closed.
     */
    synchronized void resolved(int id, List<Peer> found) {
        List<Peer> gone = new ArrayList<>(peers(id));
        List<Peer> fresh = new ArrayList<>(found);
        List<Entry> changed = new ArrayList<>();
        for (Entry entry : entries) {
            changed.add(entry.id() == id ? entry.with(entry.settings(), peers(entry, gone, fresh)) : entry);
        }
        if (gone.isEmpty() && fresh.isEmpty()) {
            return;
        }
        entries = changed;
        publish();
        retire(gone);
    }

    /** Those that stay, which are removed from both lists, and then the new ones. */
    private List<Peer> peers(Entry entry, List<Peer> gone, List<Peer> fresh) {
        List<Peer> peers = new ArrayList<>();
        for (Peer peer : entry.peers()) {
            Peer same = fresh.stream()
                    .filter(each -> each.isSame(peer, entry.service() != null, entry.settings()))
                    .findFirst()
                    .orElse(null);
            if (same != null) {
                fresh.remove(same);
                gone.remove(peer);
                peers.add(peer);
            }
        }
        fresh.forEach(peer -> peers.add(peer.numbered(nextId++)));
        return peers;
    }

    private void checkChangeable() throws ServerChangeException {
        if (!changeable) {
            throw new ServerChangeException(Reason.STATIC, "upstream is static");
        }
    }

    private void checkWeight(int added) throws ServerChangeException {
        long sum = peers().stream().mapToLong(peer -> peer.settings().weight()).sum() + added;
        int max = group.method().maxWeight();
        if (added > 0 && sum > max) {
            throw new ServerChangeException(
                    Reason.WEIGHT, "invalid \"weight\": the sum of all weights would be above " + max);
        }
    }

    private void checkSlowStart(PeerSettings settings) throws ServerChangeException {
        if (settings.slowStartMillis() != 0 && !group.method().isByState()) {
            throw new ServerChangeException(
                    Reason.SLOW_START, "balancing method does not support parameter \"slow_start\"");
        }
    }

    private static ServerChangeException notFound(int id) {
        return new ServerChangeException(Reason.NOT_FOUND, "server with ID \"" + id + "\" does not exist");
    }
}
