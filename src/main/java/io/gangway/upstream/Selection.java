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
    /** Null without {@code sticky}. */
    private final StickySession session;

    private final Peers backup;
    private Peers peers;
    private Peer current;
    /** Of the current peer. */
    private PeerCounts counts;

    private int tries;

    Selection(UpstreamGroup group, Choice choice, StickySession session, Peers primary, Peers backup) {
        this.group = group;
        this.choice = choice;
        this.session = session;
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
        String sid = session == null ? null : session.wanted();
        current = peers.next(choice, tried, sid, nowSeconds);
        if (current == null && backup != null && peers != backup) {
            peers = backup;
            tried.clear();
            current = peers.next(choice, tried, sid, nowSeconds);
        }
        if (current != null) {
            if (session != null) {
                session.chosen(current);
            }
            counts = group.counts(current);
            counts.selected(nowSeconds);
        }
        return current;
    }

    /** The counters of the peer selected last. */
    public PeerCounts counts() {
        return counts;
    }

    /** Sets the attempt that the peer selected last is for. */
    public void attempt(Attempt attempt) {
        choice.attempt(attempt);
    }

    /** The current peer has sent the head of the response for the client. */
    public void headReceived() {
        if (choice.needsHeads()) {
            peers.headReceived(choice, current);
        }
        if (session != null) {
            session.headReceived(current);
        }
    }

    /** The current peer has opened a tunnel. */
    public void upgraded(long nowSeconds) {
        headReceived();
        peers.upgraded(current, nowSeconds);
    }

    /**
     * Releases the current peer, if there is one.
     *
     * @param failure why the attempt failed; null if it did not
     * @return whether this failure has disabled the peer temporarily, which nginx logs
     */
    public boolean release(String failure, long nowSeconds) {
        return release(failure, failure == null, nowSeconds);
    }

    /** Releases the current peer, which has not failed, although another one must be tried. */
    public void discard(long nowSeconds) {
        release(null, false, nowSeconds);
    }

    private boolean release(String failure, boolean served, long nowSeconds) {
        if (current == null) {
            return false;
        }
        Peer peer = current;
        current = null;
        if (served && session != null) {
            session.ended(peer);
        }
        boolean disabled = peers.release(choice, peer, failure, served, nowSeconds);
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
