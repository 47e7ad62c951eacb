package io.gangway.websocket;

import java.util.List;

/**
 * A snapshot of the tunnel counters of one location since the process started. {@code in} is from the client,
 * {@code out} to the client. Counters survive reloads in which the location and its server keep their names.
 *
 * @param server its first {@code server_name}, empty when it has none
 * @param location the arguments of {@code location}, outer ones first; empty for a server
 * @param open tunnels that are open now
 * @param opened all tunnels that were opened
 * @param refused requests with {@code Upgrade} that did not become a tunnel, for any reason
 * @param messagesIn complete WebSocket messages; tunnels that do not track frames are not included
 * @param messagesOut the same to the client
 * @param bytesIn bytes of the tunnels, with frame headers
 * @param bytesOut the same to the client
 * @param closedByClient ended tunnels in which the client sent the first close frame
 * @param closedByUpstream the same for the upstream
 * @param closedByGangway the same for Gangway, including close frames about the loss of the other leg
 * @param unclosed ended tunnels without a close frame
 * @param malformed directions in which tracking stopped at a malformed frame
 * @param ageMillis total time that the ended tunnels were open
 */
public record LocationMetricsSnapshot(
        String server,
        String location,
        long open,
        long opened,
        long refused,
        long messagesIn,
        long messagesOut,
        long bytesIn,
        long bytesOut,
        long closedByClient,
        long closedByUpstream,
        long closedByGangway,
        long unclosed,
        long malformed,
        long ageMillis) {

    /** A service of the generation that provides the counters. */
    public interface Source {
        /** One snapshot for each location with any counts, in no particular order. May be called on any thread. */
        List<LocationMetricsSnapshot> counts();

        /** The counters themselves, in no particular order. May be called on any thread. */
        List<LocationMetrics> live();
    }
}
