package io.gangway.cluster;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The counters of {@code zone_sync} on this node. Thread-safe. */
public final class SyncStatus {
    /** Finds the counters. A service of each generation with {@code zone_sync}. */
    public interface Source {
        /** Those of the node; null while it does not run. */
        SyncStatus now();
    }

    /**
     * A zone.
     *
     * @param pending the number of records that are still to be sent
     * @param total the number of records of this node
     */
    public record Zone(int pending, int total) {}

    private final ZoneSynchronizer zones;

    final AtomicLong messagesIn = new AtomicLong();
    final AtomicLong messagesOut = new AtomicLong();
    final AtomicLong bytesIn = new AtomicLong();
    final AtomicLong bytesOut = new AtomicLong();

    /** Not of this format. */
    final AtomicLong dropped = new AtomicLong();

    SyncStatus(ZoneSynchronizer zones) {
        this.zones = zones;
    }

    /** The zones by name. */
    public Map<String, Zone> zones() {
        return zones.zones();
    }

    /** The number of other nodes that can be reached. */
    public int nodesOnline() {
        return zones.others();
    }

    public long messagesIn() {
        return messagesIn.get();
    }

    public long messagesOut() {
        return messagesOut.get();
    }

    public long bytesIn() {
        return bytesIn.get();
    }

    public long bytesOut() {
        return bytesOut.get();
    }

    /** The number of messages that were malformed. */
    public long messagesDropped() {
        return dropped.get();
    }
}
