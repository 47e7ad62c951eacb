package io.gangway.upstream;

/**
 * The peers that one request asks, one after the other. Confined to its exchange's loop. Each peer that {@link #next} gave is
 * given back by {@link #free} once.
 */
public final class Selection {
    private final TriedPeers tried = new TriedPeers();
    private final Choice choice;
    private final Peers backup;
    private Peers peers;
    private Peer current;
    private int tries;

    Selection(Choice choice, Peers primary, Peers backup) {
        this.choice = choice;
        peers = primary;
        this.backup = backup;
        tries = primary.tries() + (backup == null ? 0 : backup.tries());
    }

    /** At most so many peers are asked; {@code proxy_next_upstream_tries}. */
    public void limitTries(int max) {
        tries = Math.min(tries, max);
    }

    /** How many more peers may be asked, the current one counted until it is given back. */
    public int tries() {
        return tries;
    }

    /** One more try: the one that failed was a connection that the peer had closed meanwhile. */
    public void oneMore() {
        tries++;
    }

    /**
     * The next peer; null when none is live.
     *
     * @param nowSeconds the clock of the health rules, seconds
     */
    public Peer next(long nowSeconds) {
        current = peers.next(choice, tried, nowSeconds);
        if (current == null && backup != null && peers != backup) {
            peers = backup;
            tried.clear();
            current = peers.next(choice, tried, nowSeconds);
        }
        return current;
    }

    /**
     * The request is done with the current peer. Does nothing when there is none.
     *
     * @return true when the peer rests from now on, which nginx logs
     */
    public boolean free(boolean failed, long nowSeconds) {
        if (current == null) {
            return false;
        }
        Peer peer = current;
        current = null;
        boolean rests = peers.free(peer, failed, nowSeconds);
        tries = peers.isSingle() ? 0 : Math.max(0, tries - 1);
        return rests;
    }
}
