package io.gangway.upstream;

/**
 * Identifies a peer across generations, for its counts.
 *
 * @param upstream name of the group in metrics
 * @param server as written in {@code server}
 * @param name its address
 */
record PeerKey(String upstream, String server, String name) {}
