package io.gangway.websocket;

import java.util.concurrent.atomic.LongAdder;

/** Counts the tunnels of one location, across generations. Safe for any thread. */
final class LocationMetrics {
    private final String server;
    private final String location;

    final LongAdder opened = new LongAdder();
    final LongAdder ended = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder messagesIn = new LongAdder();
    final LongAdder messagesOut = new LongAdder();
    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    final LongAdder closedByClient = new LongAdder();
    final LongAdder closedByUpstream = new LongAdder();
    final LongAdder closedByGangway = new LongAdder();
    final LongAdder unclosed = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder ageMillis = new LongAdder();

    LocationMetrics(String server, String location) {
        this.server = server;
        this.location = location;
    }

    /** The counter of ended tunnels for a value of {@link TunnelState#closedBy()}. */
    LongAdder closedBy(String by) {
        return switch (by) {
            case "client" -> closedByClient;
            case "upstream" -> closedByUpstream;
            default -> closedByGangway;
        };
    }

    long open() {
        // The order matters: a tunnel that ends in between must not be subtracted.
        long left = ended.sum();
        return opened.sum() - left;
    }

    boolean isUsed() {
        return opened.sum() + refused.sum() > 0;
    }

    LocationMetricsSnapshot counts() {
        return new LocationMetricsSnapshot(
                server,
                location,
                open(),
                opened.sum(),
                refused.sum(),
                messagesIn.sum(),
                messagesOut.sum(),
                bytesIn.sum(),
                bytesOut.sum(),
                closedByClient.sum(),
                closedByUpstream.sum(),
                closedByGangway.sum(),
                unclosed.sum(),
                malformed.sum(),
                ageMillis.sum());
    }
}
