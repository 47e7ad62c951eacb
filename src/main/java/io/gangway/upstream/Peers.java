package io.gangway.upstream;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The peers of a group, primary or backup, with their health. Shared by all loops: each choice and each release briefly
 * takes the lock, which a group keeps when its peers are replaced.
 */
final class Peers {
    private final Peer[] all;
    private final UpstreamGroup group;
    private final Object lock;
    /** Whether the only peer has no alternative: as in nginx it is used even after failures. */
    private final boolean single;

    /** Whether there is a single peer without a limit, which has no state: no lock is needed. */
    private final boolean stateless;

    /** Whether a peer has {@code slow_start}. */
    private final boolean slowlyStarting;

    private final int tries;
    private final int totalWeight;

    /**
     * Creates the list of a group.
     *
     * @param hasBackup whether the group has other peers besides these
     * @param group whose lock guards the health of the peers
     */
    Peers(List<Peer> peers, boolean hasBackup, UpstreamGroup group) {
        this.group = group;
        lock = group.lock();
        all = peers.toArray(Peer[]::new);
        single = all.length == 1 && !hasBackup;
        stateless = single && all[0].settings().maxConnections() == 0;
        slowlyStarting = peers.stream().anyMatch(p -> p.settings().slowStartMillis() != 0);
        totalWeight = peers.stream().mapToInt(p -> p.settings().weight()).sum();
        tries = (int) peers.stream().filter(p -> !p.settings().isOut()).count();
    }

    int size() {
        return all.length;
    }

    int tries() {
        return tries;
    }

    List<Peer> all() {
        return List.of(all);
    }

    /** A peer with its state, for an explanation. */
    String describe(Peer peer, long nowSeconds) {
        PeerSettings settings = peer.settings();
        StringBuilder text = new StringBuilder(peer.name());
        if (settings.weight() != 1) {
            text.append(", weight ").append(settings.weight());
        }
        if (settings.backup()) {
            text.append(", backup: only when no other peer is usable");
        }
        synchronized (lock) {
            if (settings.down()) {
                text.append(", down: never used");
            } else if (peer.health.blocked) {
                text.append(", ").append(peer.health.checks.state().name().toLowerCase(Locale.ROOT));
                text.append(": not used because of a health check");
            } else if (settings.drain()) {
                text.append(", draining: only requests of its sessions");
            } else if (isFull(peer)) {
                text.append(", full: ").append(peer.health.connections).append(" connections");
            } else if (!single && peer.isDisabled(nowSeconds)) {
                text.append(", disabled after ").append(peer.health.fails).append(" failures");
            }
        }
        return text.toString();
    }

    /** The next peer that was not tried yet, which is added to {@code tried}; null if there is none. */
    Peer next(Choice choice, TriedPeers tried, String sid, long nowSeconds) {
        if (stateless) {
            return isOut(all[0], sid) ? null : all[0];
        }
        synchronized (lock) {
            if (single) {
                return only(sid);
            }
            return slowlyStarting
                    ? nextOfStarting(choice, tried, sid, nowSeconds)
                    : choice.next(this, tried, sid, nowSeconds);
        }
    }

    /** A peer that starts slowly is left out of some choices, unless there is no other. */
    private Peer nextOfStarting(Choice choice, TriedPeers tried, String sid, long now) {
        boolean some = false;
        for (Peer peer : all) {
            some |= peer.startSlowly(now);
        }
        Peer peer = choice.next(this, tried, sid, now);
        if (peer != null || !some) {
            return peer;
        }
        for (Peer each : all) {
            each.health.held = false;
        }
        return choice.next(this, tried, sid, now);
    }

    /** Whether the only peer may not be used. A request of a session may use one that is draining. */
    private static boolean isOut(Peer peer, String sid) {
        return peer.health.blocked
                || peer.settings().isOut() && !(isDraining(peer) && peer.sid().equals(sid));
    }

    private static boolean isDraining(Peer peer) {
        return peer.settings().drain() && !peer.settings().down();
    }

    private Peer only(String sid) {
        Peer peer = all[0];
        boolean out = peer.settings().isOut() ? isOut(peer, sid) : peer.health.out || peer.health.blocked;
        if (out || isFull(peer)) {
            return null;
        }
        peer.health.connections++;
        return peer;
    }

    // ---- for a choice, with the lock held

    Peer get(int index) {
        return all[index];
    }

    /** The sum of all weights, including peers that are down. */
    int totalWeight() {
        return totalWeight;
    }

    /** The index of the peer to which a point of the sum of all weights belongs. */
    int at(int point) {
        int index = 0;
        int rest = point;
        while (rest >= all[index].settings().weight()) {
            rest -= all[index].settings().weight();
            index++;
        }
        return index;
    }

    /** Whether a request that has tried those peers may be sent to this one now. */
    boolean isUsable(int index, TriedPeers tried, long now) {
        Peer peer = all[index];
        return !tried.contains(index)
                && !peer.health.out
                && !peer.health.held
                && !peer.isDisabled(now)
                && !isFull(peer);
    }

    /**
     * The first peer with this session id, if a request that has tried those peers may be sent to it now; -1 otherwise.
     * Unlike others, it may be draining.
     */
    int preferred(String sid, TriedPeers tried, long now) {
        for (int i = 0; sid != null && i < all.length; i++) {
            Peer peer = all[i];
            if (peer.sid().equals(sid)) {
                boolean out = peer.health.out && !isDraining(peer);
                return tried.contains(i) || out || peer.isDisabled(now) || isFull(peer) ? -1 : i;
            }
        }
        return -1;
    }

    /** Acquires a peer for a request. */
    Peer acquire(int index, TriedPeers tried, long now) {
        Peer peer = all[index];
        peer.health.connections++;
        tried.add(index);
        if (now - peer.health.checked > peer.settings().failSeconds()) {
            peer.health.checked = now;
        }
        return peer;
    }

    private static boolean isFull(Peer peer) {
        int max = peer.settings().maxConnections();
        return max != 0 && peer.health.connections >= max;
    }

    /** Whether there is only one peer, so that its failure ends the request. */
    boolean isSingle() {
        return single;
    }

    /** Whether the key of a request names this peer among these. */
    boolean names(Choice choice, String peer, Balancer balancer, long nowSeconds) {
        synchronized (lock) {
            return choice.names(peer, this, balancer, nowSeconds);
        }
    }

    /** The head of a response was received. */
    void headReceived(Choice choice, Peer peer) {
        if (!stateless) {
            synchronized (lock) {
                choice.headReceived(peer);
            }
        }
    }

    /**
     * A peer has opened a tunnel, which counts as a success at once: it may stay open for hours, and until a request has
     * succeeded a peer that has failed gets only one in {@code fail_timeout}.
     */
    void upgraded(Peer peer, long nowSeconds) {
        if (!stateless && !single) {
            synchronized (lock) {
                succeeded(peer, nowSeconds);
            }
        }
    }

    /**
     * Releases the peer of a request.
     *
     * @param failure why the attempt failed; null if it did not
     * @param served whether the response was the one for the client
     * @return whether this failure has disabled the peer temporarily
     */
    boolean release(Choice choice, Peer peer, String failure, boolean served, long nowSeconds) {
        if (stateless) {
            return false;
        }
        synchronized (lock) {
            choice.released(peer, served);
            peer.health.connections--;
            if (single) {
                peer.health.fails = 0;
                return false;
            }
            if (failure != null) {
                return failed(peer, failure, nowSeconds);
            }
            succeeded(peer, nowSeconds);
            return false;
        }
    }

    private void succeeded(Peer peer, long now) {
        if (peer.health.accessed < peer.health.checked) {
            int max = peer.settings().maxFails();
            if (max != 0 && peer.health.fails >= max) {
                peer.health.recovered(peer.settings(), now);
                peer.health.fails = 0;
                group.log(peer, peer.state(now), peer.health.reason);
            }
            peer.health.fails = 0;
        }
    }

    private boolean failed(Peer peer, String why, long now) {
        PeerSettings settings = peer.settings();
        PeerHealth health = peer.health;
        boolean wasDisabled = peer.isDisabled(now);
        if (!wasDisabled && health.downSince != 0) {
            health.ended(settings, now);
        }
        health.fails++;
        health.accessed = now;
        health.checked = now;
        if (settings.maxFails() == 0) {
            return false;
        }
        health.effectiveWeight = Math.max(0, health.effectiveWeight - settings.weight() / settings.maxFails());
        if (health.fails < settings.maxFails()) {
            return false;
        }
        if (!wasDisabled) {
            health.changed(why, now);
            health.downSince = now;
            group.log(peer, peer.state(now), why);
        }
        return true;
    }

    /** The present state of each peer. */
    List<PeerStatus> status(long nowSeconds) {
        synchronized (lock) {
            return Arrays.stream(all).map(peer -> peer.status(nowSeconds)).toList();
        }
    }
}
