package io.gangway.prometheus;

import io.gangway.limit.Zones;
import io.gangway.metrics.LimitCounts;
import java.util.Locale;
import java.util.Map;

/** The metrics of {@code limit_req_zone} and {@code limit_conn_zone}. */
final class LimitFamilies {
    private LimitFamilies() {}

    static void add(Exposition out, Zones zones) {
        add(out.counter("gangway_limit_req_requests_total", "Requests by decision of limit_req."), zones.requests());
        add(
                out.counter("gangway_limit_conn_requests_total", "Requests by decision of limit_conn."),
                zones.connections());
    }

    private static void add(Family family, Map<String, LimitCounts> zones) {
        zones.forEach((zone, counts) -> {
            for (LimitCounts.Decision decision : LimitCounts.Decision.values()) {
                family.add(
                        counts.of(decision),
                        "zone",
                        zone,
                        "decision",
                        decision.name().toLowerCase(Locale.ROOT));
            }
        });
    }
}
