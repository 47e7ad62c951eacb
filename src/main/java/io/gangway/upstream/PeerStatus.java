package io.gangway.upstream;

import io.gangway.metrics.PeerCounts;

/**
 * A snapshot of a peer's health, with its live counters.
 *
 * @param id unique in its group while the generation lives; -1 in a group that is not declared
 * @param server as written in {@code server}
 * @param name its address: {@code 127.0.0.1:8080}, {@code [::1]:8080} or {@code unix:/path}
 * @param backup whether it is used only if no other peer is usable
 * @param weight share of requests
 * @param maxFails {@code max_fails}
 * @param failSeconds {@code fail_timeout}
 * @param maxConnections {@code max_conns}; 0 for no limit
 * @param state the present state
 * @param changedSeconds time of the last change of state, in seconds since 1970; 0 if there was none
 * @param reason of that change; null if there was none
 * @param downSeconds for how long it was unavailable, in seconds
 * @param downSince when it became unavailable, in seconds since 1970; 0 if a request has succeeded since
 * @param counts null before the first request
 */
public record PeerStatus(
        int id,
        String server,
        String name,
        boolean backup,
        int weight,
        int maxFails,
        long failSeconds,
        int maxConnections,
        State state,
        long changedSeconds,
        String reason,
        long downSeconds,
        long downSince,
        PeerCounts counts) {
    /** nginx Plus's words. */
    public enum State {
        UP,
        /** By configuration, or by the API. */
        DOWN,
        /** It gets no new requests, by configuration or by the API. */
        DRAINING,
        /** {@code max_fails} attempts failed within {@code fail_timeout}. */
        UNAVAIL,
        /** A mandatory health check has no result yet. */
        CHECKING,
        /** A health check has failed. */
        UNHEALTHY;

        /** Whether the peer should serve requests, but cannot. */
        boolean isFailure() {
            return this == UNAVAIL || this == UNHEALTHY;
        }
    }
}
