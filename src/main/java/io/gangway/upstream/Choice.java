package io.gangway.upstream;

/** Chooses the peers of one request, one after another. A stateful choice belongs to its request. */
interface Choice {
    /**
     * The next usable peer that was not tried yet, acquired by {@link Peers#acquire}; null if there is none. Called
     * with the lock of the peers held.
     *
     * @param sid the {@link Peer#sid} of the peer that is preferred; null for none
     * @param now seconds
     */
    Peer next(Peers peers, TriedPeers tried, String sid, long now);

    /** Whether it may be any peer; otherwise a key of the request names one. */
    default boolean isFree() {
        return true;
    }

    /**
     * Whether the key of the request names this peer. The choice is used up; the peers do not change. Called with the
     * lock of the peers held.
     *
     * @param balancer that of the peers, which may not be the one that has begun this choice
     */
    default boolean names(String peer, Peers peers, Balancer balancer, long now) {
        return false;
    }

    /** An attempt begins, which will have the times of its response. */
    default void attempt(Attempt attempt) {}

    /** Whether {@link #headReceived} must be called. */
    default boolean needsHeads() {
        return false;
    }

    /** The head of the response was received. Called with the lock of the peers held. */
    default void headReceived(Peer peer) {}

    /**
     * The peer is released. Called with the lock of the peers held.
     *
     * @param served whether its response was the one for the client
     */
    default void released(Peer peer, boolean served) {}
}
