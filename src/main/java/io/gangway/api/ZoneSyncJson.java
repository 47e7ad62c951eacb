package io.gangway.api;

import io.gangway.cluster.SyncStatus;
import io.gangway.conf.ByteText;
import java.util.LinkedHashMap;
import java.util.Map;

/** The state of {@code zone_sync} as JSON. */
final class ZoneSyncJson {
    private ZoneSyncJson() {}

    /** Whether the configuration has {@code zone_sync}. */
    static boolean isPresent(ResourceRequest request) {
        return request.generation().service(SyncStatus.Source.class) != null;
    }

    static Map<String, Object> of(ResourceRequest request) {
        SyncStatus now = request.generation().service(SyncStatus.Source.class).now();
        Map<String, Object> zones = new LinkedHashMap<>();
        Map<String, Object> status = new LinkedHashMap<>();
        if (now != null) {
            now.zones().forEach((name, zone) -> {
                Map<String, Object> records = new LinkedHashMap<>();
                records.put("records_pending", zone.pending());
                records.put("records_total", zone.total());
                zones.put(ByteText.utf8(name), records);
            });
        }
        status.put("bytes_in", now == null ? 0 : now.bytesIn());
        status.put("msgs_in", now == null ? 0 : now.messagesIn());
        status.put("msgs_out", now == null ? 0 : now.messagesOut());
        status.put("bytes_out", now == null ? 0 : now.bytesOut());
        status.put("nodes_online", now == null ? 0 : now.nodesOnline());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("zones", zones);
        json.put("status", status);
        return json;
    }
}
