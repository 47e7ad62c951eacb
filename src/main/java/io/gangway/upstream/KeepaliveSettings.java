package io.gangway.upstream;

/**
 * How idle connections of a group are kept.
 *
 * @param connections most idle connections per loop; 0: none are kept
 * @param local whether a connection serves only the location that opened it
 * @param timeoutMillis longest time idle
 * @param requests most requests on one connection
 * @param timeMillis longest life of a connection
 */
record KeepaliveSettings(int connections, boolean local, long timeoutMillis, int requests, long timeMillis) {
    static final KeepaliveSettings NONE = new KeepaliveSettings(0, false, 0, 0, 0);
}
