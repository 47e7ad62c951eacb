package io.gangway.websocket;

import java.util.List;

/**
 * What became of the upgrades of one location since the process began, as it was a moment ago. {@code in} is from the client,
 * {@code out} to it. A reload that leaves the location where it stands goes on counting.
 *
 * @param server its first {@code server_name}, empty when it has none
 * @param location what is written behind {@code location}, outer ones first; empty for the level of the server
 * @param open tunnels that are open now
 * @param opened tunnels that were ever open
 * @param refused requests with {@code Upgrade} that did not become a tunnel, for whatever reason
 * @param messagesIn whole WebSocket messages; those of tunnels that do not follow frames are not known
 * @param messagesOut the same to the client
 * @param bytesIn bytes of the tunnels, headers of frames included
 * @param bytesOut the same to the client
 * @param closedByClient ended tunnels whose first close frame was the client's
 * @param closedByUpstream the upstream's
 * @param closedByGangway our own, also the one that tells a leg that the other one broke
 * @param unclosed ended tunnels in which nobody sent a close frame
 * @param malformed directions in which following stopped at a malformed frame
 * @param ageMillis how long the ended tunnels were open, all together
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

    /** A service of the generation: who counts. */
    @FunctionalInterface
    public interface Source {
        /** One for each location where there was anything to count, in no order. Callable from any thread. */
        List<LocationMetricsSnapshot> counts();
    }
}
