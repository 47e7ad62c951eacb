package io.gangway.exchange;

import io.gangway.metrics.RequestZone;

/**
 * Counts a client's request for the zones ({@code status_zone}) of its server and of the location that responds; each is
 * null without one. The server's zone knows the request since it arrived, the location's since its response.
 */
final class ZoneCounter {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private ZoneCounter() {}

    static void arrived(RequestZone ofServer) {
        if (ofServer != null) {
            ofServer.began();
        }
    }

    /** Counts the head of an upgrade: a tunnel's life is no request duration. */
    static void upgraded(Exchange x) {
        RequestZone ofServer = x.server().zone();
        RequestZone ofLocation = x.location().zone();
        long millis = millis(x);
        if (ofServer != null) {
            ofServer.responded(SWITCHING_PROTOCOLS, millis);
        }
        if (ofLocation != null) {
            ofLocation.began();
            ofLocation.responded(SWITCHING_PROTOCOLS, millis);
        }
    }

    /**
     * Counts the end of a request.
     *
     * @param upgraded whether it was that of a tunnel
     */
    static void ended(Exchange x, boolean upgraded) {
        RequestZone ofServer = x.server().zone();
        RequestZone ofLocation = x.location().zone();
        if (ofServer == null && ofLocation == null) {
            return;
        }
        ResponseProgress progress = x.stream().progress();
        long received = x.head().length() + x.received().bytesRead();
        if (upgraded) {
            tunnelEnded(ofServer, ofLocation, received, progress.bytesSent());
        } else {
            int status = progress.isUncommitted() ? 0 : x.status();
            ended(ofServer, ofLocation, status, millis(x), received, progress.bytesSent());
        }
    }

    private static long millis(Exchange x) {
        return (x.loop().nanoTime() - x.startedNanos()) / NANOS_PER_MILLI;
    }

    private static void tunnelEnded(RequestZone ofServer, RequestZone ofLocation, long received, long sent) {
        if (ofServer != null) {
            ofServer.ended(received, sent);
        }
        if (ofLocation != null) {
            ofLocation.ended(received, sent);
        }
    }

    /** A status of 0 means no response. */
    private static void ended(
            RequestZone ofServer, RequestZone ofLocation, int status, long millis, long received, long sent) {
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
