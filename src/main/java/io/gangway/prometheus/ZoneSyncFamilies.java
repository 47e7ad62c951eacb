package io.gangway.prometheus;

import io.gangway.cluster.SyncStatus;

/** The metrics of {@code zone_sync}. */
final class ZoneSyncFamilies {
    private ZoneSyncFamilies() {}

    /** @param source null without {@code zone_sync} */
    static void add(Exposition out, SyncStatus.Source source) {
        SyncStatus status = source == null ? null : source.now();
        if (status == null) {
            return;
        }
        out.gauge("gangway_zone_sync_nodes_online", "Other nodes that can be reached.")
                .add(status.nodesOnline());
        out.counter("gangway_zone_sync_messages_total", "Messages between nodes.")
                .add(status.messagesIn(), "direction", "in")
                .add(status.messagesOut(), "direction", "out");
        out.counter("gangway_zone_sync_bytes_total", "Bytes of messages between nodes.")
                .add(status.bytesIn(), "direction", "in")
                .add(status.bytesOut(), "direction", "out");
        out.counter("gangway_zone_sync_dropped_messages_total", "Malformed messages of other nodes.")
                .add(status.messagesDropped());
        Family records = out.gauge("gangway_zone_sync_records", "Records of this node, by zone.");
        Family pending = out.gauge("gangway_zone_sync_pending_records", "Records that are still to be sent, by zone.");
        status.zones().forEach((name, zone) -> {
            records.add(zone.total(), "zone", name);
            pending.add(zone.pending(), "zone", name);
        });
    }
}
