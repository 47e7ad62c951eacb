package io.gangway.exchange;

import io.gangway.metrics.RequestZone;

/**
 * Counts a client's request for the zones ({@code status_zone}) of its server and of the location that responds; each is
 * null without one. The server's zone knows the request since it arrived, the location's since its response.
 */
final class ZoneCounter {
    private static final int SWITCHING_PROTOCOLS = 101;

    private ZoneCounter() {}

    static void arrived(RequestZone ofServer) {
        if (ofServer != null) {
            ofServer.began();
        }
    }

    /** Counts the head of an upgrade: a tunnel's life is no request duration. */
    static void upgraded(RequestZone ofServer, RequestZone ofLocation, long millis) {
        if (ofServer != null) {
            ofServer.responded(SWITCHING_PROTOCOLS, millis);
        }
        if (ofLocation != null) {
            ofLocation.began();
            ofLocation.responded(SWITCHING_PROTOCOLS, millis);
        }
    }

    /** Counts the end of a tunnel. */
    static void tunnelEnded(RequestZone ofServer, RequestZone ofLocation, long received, long sent) {
        if (ofServer != null) {
            ofServer.ended(received, sent);
        }
        if (ofLocation != null) {
            ofLocation.ended(received, sent);
        }
    }

    /**
     * Counts the end of another request.
     *
     * @param status 0 without a response
     */
    static void ended(RequestZone ofServer, RequestZone ofLocation, int status, long millis, long received, long sent) {
        if (ofServer != null) {
            ended(ofServer, status, millis, received, sent);
        }
        if (ofLocation != null) {
            ofLocation.began();
            ended(ofLocation, status, millis, received, sent);
        }
    }

    private static void ended(RequestZone zone, int status, long millis, long received, long sent) {
        if (status == 0) {
            zone.discarded();
        } else {
            zone.responded(status, millis);
        }
        zone.ended(received, sent);
    }
}
