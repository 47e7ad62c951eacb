package io.gangway.upstream;

/** How one request gets its peers, one after the other. One that has state belongs to its request. */
interface Choice {
    /**
     * The next peer that may be asked and was not tried yet, taken by {@link Peers#take}; null when there is none. Called with
     * the lock of the peers held.
     *
     * @param now seconds
     */
    Peer next(Peers peers, TriedPeers tried, long now);
}
