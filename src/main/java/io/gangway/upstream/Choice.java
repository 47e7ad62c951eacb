package io.gangway.upstream;

/** Chooses the peers of one request, one after another. A stateful choice belongs to its request. */
interface Choice {
    /**
     * The next usable peer that was not tried yet, acquired by {@link Peers#acquire}; null if there is none. Called
     * with the lock of the peers held.
     *
     * @param now seconds
     */
    Peer next(Peers peers, TriedPeers tried, long now);
}
