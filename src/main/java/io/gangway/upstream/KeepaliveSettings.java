package io.gangway.upstream;

/**
 * The {@code keepalive*} settings of a group.
 *
 * @param connections maximum number of idle connections per loop; 0 to keep none
 * @param local whether a connection serves only the location that opened it
 * @param timeoutMillis maximum idle time
 * @param requests maximum number of requests on one connection
 * @param timeMillis maximum age of a connection that is kept for another request
 */
public record KeepaliveSettings(int connections, boolean local, long timeoutMillis, int requests, long timeMillis) {
    static final KeepaliveSettings NONE = new KeepaliveSettings(0, false, 0, 0, 0);
}
