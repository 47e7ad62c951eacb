package io.gangway.upstream;

import io.gangway.metrics.PeerCounts;

/**
 * The peers that one request tries, one after another. Confined to its exchange's loop. Each peer from {@link #next}
 * must be released once by {@link #release}.
 */
public final class Selection {
    private final TriedPeers tried = new TriedPeers();
    private final UpstreamGroup group;
    private final Choice choice;
    private final Peers backup;
    private Peers peers;
    private Peer current;
    /** Of the current peer. */
    private PeerCounts counts;

    private int tries;

    Selection(UpstreamGroup group, Choice choice, Peers primary, Peers backup) {
        this.group = group;
        this.choice = choice;
        peers = primary;
        this.backup = backup;
        tries = primary.tries() + (backup == null ? 0 : backup.tries());
    }

    /** Limits the number of peers that are tried ({@code proxy_next_upstream_tries}). */
    public void limitTries(int max) {
        tries = Math.min(tries, max);
    }

    /** How many more peers may be tried, including the current one until it is released. */
    public int tries() {
        return tries;
    }

    /** Allows one more try, because the last one failed only on an idle connection that the peer had closed. */
    public void addTry() {
        tries++;
    }

    /**
     * Selects the next peer; null if none is live.
     *
     * @param nowSeconds the time for the health rules, in seconds
     */
    public Peer next(long nowSeconds) {
        current = peers.next(choice, tried, nowSeconds);
        if (current == null && backup != null && peers != backup) {
            peers = backup;
            tried.clear();
            current = peers.next(choice, tried, nowSeconds);
        }
        if (current != null) {
            counts = group.counts(current);
            counts.selected(nowSeconds);
        }
        return current;
    }

    /** The counters of the peer selected last. */
    public PeerCounts counts() {
        return counts;
    }

    /**
     * Releases the current peer, if there is one.
     *
     * @param failure why the attempt failed; null if it did not
     * @return whether this failure has disabled the peer temporarily, which nginx logs
     */
    public boolean release(String failure, long nowSeconds) {
        if (current == null) {
            return false;
        }
        Peer peer = current;
        current = null;
        boolean disabled = peers.release(peer, failure, nowSeconds);
        counts.released();
        if (failure != null) {
            counts.failed();
        }
        if (disabled) {
            counts.disabled();
        }
        tries = peers.isSingle() ? 0 : Math.max(0, tries - 1);
        return disabled;
    }
}
