package io.gangway.websocket;

import java.util.concurrent.atomic.LongAdder;

/** Counts the tunnels of one location; outlives generations. Safe for all threads. */
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

    /** Who closed a tunnel that has ended; {@code by} as {@link TunnelState#closedBy()} says it. */
    LongAdder closedBy(String by) {
        return switch (by) {
            case "client" -> closedByClient;
            case "upstream" -> closedByUpstream;
            default -> closedByGangway;
        };
    }

    long open() {
        // In this order: a tunnel that ends in between is not counted twice.
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
