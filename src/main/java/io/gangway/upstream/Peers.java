package io.gangway.upstream;

import java.util.Arrays;
import java.util.List;

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
            } else if (settings.drain()) {
                text.append(", draining: no new requests");
            } else if (isFull(peer)) {
                text.append(", full: ").append(peer.health.connections).append(" connections");
            } else if (!single && peer.isDisabled(nowSeconds)) {
                text.append(", disabled after ").append(peer.health.fails).append(" failures");
            }
        }
        return text.toString();
    }

    /** The next peer that was not tried yet, which is added to {@code tried}; null if there is none. */
    Peer next(Choice choice, TriedPeers tried, long nowSeconds) {
        if (stateless) {
            return all[0].settings().isOut() ? null : all[0];
        }
        synchronized (lock) {
            return single ? only() : choice.next(this, tried, nowSeconds);
        }
    }

    private Peer only() {
        Peer peer = all[0];
        if (peer.health.out || isFull(peer)) {
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
        return !tried.contains(index) && !peer.health.out && !peer.isDisabled(now) && !isFull(peer);
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

    /**
     * Releases the peer of a request.
     *
     * @param failure why the attempt failed; null if it did not
     * @return whether this failure has disabled the peer temporarily
     */
    boolean release(Peer peer, String failure, long nowSeconds) {
        if (stateless) {
            return false;
        }
        synchronized (lock) {
            peer.health.connections--;
            if (single) {
                peer.health.fails = 0;
                return false;
            }
            if (failure != null) {
                return failed(peer, failure, nowSeconds);
            }
            if (peer.health.accessed < peer.health.checked) {
                int max = peer.settings().maxFails();
                if (max != 0 && peer.health.fails >= max) {
                    peer.health.recovered(peer.settings(), nowSeconds);
                    peer.health.fails = 0;
                    group.log(peer, peer.state(nowSeconds), peer.health.reason);
                }
                peer.health.fails = 0;
            }
            return false;
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
