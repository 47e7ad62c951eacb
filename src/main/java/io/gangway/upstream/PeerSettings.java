package io.gangway.upstream;

/**
 * What {@code server} in an {@code upstream} says of its peers.
 *
 * @param weight share of requests, at least 1
 * @param maxFails failures within {@code failSeconds} after which a peer rests; 0: it never rests
 * @param failSeconds also how long it rests, seconds
 * @param maxConnections most requests at a time; 0: no limit
 * @param backup asked only when no other peer can be
 * @param down never asked
 */
record PeerSettings(int weight, int maxFails, long failSeconds, int maxConnections, boolean backup, boolean down) {
    static final PeerSettings DEFAULT = new PeerSettings(1, 1, 10, 0, false, false);
}
