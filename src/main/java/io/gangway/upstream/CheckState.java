package io.gangway.upstream;

/** What one health check knows of a peer. */
public enum CheckState {
    /** Nothing yet, and the check is {@code mandatory}: the peer is not used. */
    CHECKING,
    HEALTHY,
    /** The peer is not used. */
    UNHEALTHY
}
