package io.gangway.upstream.health;

import io.gangway.conf.Node;

/**
 * One {@code health_check} of a location.
 *
 * @param intervalMillis from the end of a check to the next one
 * @param jitterMillis maximum random delay of each check
 * @param fails number of failed checks in a row that make a peer unhealthy
 * @param passes number of passed checks in a row that make it healthy again
 * @param uri of the request
 * @param mandatory whether a peer is not used before its first check
 * @param persistent whether a peer that was healthy before a reload is used at once
 * @param match the name of a {@code match}; null for none
 * @param port of the checks; 0 for that of the peer
 * @param webSocket whether the check is an opening handshake
 * @param grpc the call of a check with {@code type=grpc}; null for another type
 * @param keepaliveMillis for how long a connection is used for several checks; 0: for one
 * @param node the directive
 */
record HealthCheck(
        long intervalMillis,
        long jitterMillis,
        int fails,
        int passes,
        String uri,
        boolean mandatory,
        boolean persistent,
        String match,
        int port,
        boolean webSocket,
        GrpcHealth grpc,
        long keepaliveMillis,
        Node node) {}
