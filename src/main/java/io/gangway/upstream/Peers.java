package io.gangway.upstream;

import java.util.Arrays;
import java.util.List;

/**
 * The peers of a group, primary or backup, with their health. Shared by all loops: each choice and each release briefly
 * locks this object.
 */
final class Peers {
    private final Peer[] all;
    /** Whether the only peer has no alternative: as in nginx it is used even after failures. */
    private final boolean single;

    /** Whether there is a single peer without a limit, which has no state: no lock is needed. */
    private final boolean stateless;

    private final int tries;
    private final int totalWeight;

    Peers(List<Peer> peers, boolean hasBackup) {
        all = peers.toArray(Peer[]::new);
        single = all.length == 1 && !hasBackup;
        stateless = single && all[0].settings().maxConnections() == 0;
        totalWeight = peers.stream().mapToInt(p -> p.settings().weight()).sum();
        tries = (int) peers.stream().filter(p -> !p.settings().down()).count();
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
    synchronized String describe(Peer peer, long nowSeconds) {
        PeerSettings settings = peer.settings();
        StringBuilder text = new StringBuilder(peer.name());
        if (settings.weight() != 1) {
            text.append(", weight ").append(settings.weight());
        }
        if (settings.backup()) {
            text.append(", backup: only when no other peer is usable");
        }
        if (settings.down()) {
            text.append(", down: never used");
        } else if (isFull(peer)) {
            text.append(", full: ").append(peer.connections).append(" connections");
        } else if (!single && peer.isDisabled(nowSeconds)) {
            text.append(", disabled after ").append(peer.fails).append(" failures");
        }
        return text.toString();
    }

    /** The next peer that was not tried yet, which is added to {@code tried}; null if there is none. */
    Peer next(Choice choice, TriedPeers tried, long nowSeconds) {
        if (stateless) {
            return all[0].settings().down() ? null : all[0];
        }
        synchronized (this) {
            return single ? only() : choice.next(this, tried, nowSeconds);
        }
    }

    private Peer only() {
        Peer peer = all[0];
        if (peer.settings().down() || isFull(peer)) {
            return null;
        }
        peer.connections++;
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
        return !tried.contains(index) && !peer.settings().down() && !peer.isDisabled(now) && !isFull(peer);
    }

    /** Acquires a peer for a request. */
    Peer acquire(int index, TriedPeers tried, long now) {
        Peer peer = all[index];
        peer.connections++;
        tried.add(index);
        if (now - peer.checked > peer.settings().failSeconds()) {
            peer.checked = now;
        }
        return peer;
    }

    private static boolean isFull(Peer peer) {
        int max = peer.settings().maxConnections();
        return max != 0 && peer.connections >= max;
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
        synchronized (this) {
            peer.connections--;
            if (single) {
                peer.fails = 0;
                return false;
            }
            if (failure != null) {
                return failed(peer, failure, nowSeconds);
            }
            if (peer.accessed < peer.checked) {
                int max = peer.settings().maxFails();
                if (max != 0 && peer.fails >= max) {
                    peer.changed("a request succeeded", nowSeconds);
                }
                peer.fails = 0;
            }
            return false;
        }
    }

    private static boolean failed(Peer peer, String why, long now) {
        PeerSettings settings = peer.settings();
        boolean wasDisabled = peer.isDisabled(now);
        peer.fails++;
        peer.accessed = now;
        peer.checked = now;
        if (settings.maxFails() == 0) {
            return false;
        }
        peer.effectiveWeight = Math.max(0, peer.effectiveWeight - settings.weight() / settings.maxFails());
        if (peer.fails < settings.maxFails()) {
            return false;
        }
        if (!wasDisabled) {
            peer.changed(why, now);
        }
        return true;
    }

    /** The present state of each peer. */
    List<PeerStatus> status(long nowSeconds) {
        synchronized (this) {
            return Arrays.stream(all).map(peer -> peer.status(nowSeconds)).toList();
        }
    }
}
