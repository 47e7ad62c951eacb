package io.gangway.api;

import io.gangway.admin.JsonText;
import io.gangway.conf.ByteText;
import io.gangway.metrics.CheckCounts;
import io.gangway.metrics.Histogram;
import io.gangway.metrics.PeerCounts;
import io.gangway.upstream.PeerStatus;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A peer of an upstream with its counters as JSON. */
final class PeerJson {
    private static final long MILLIS = 1000;
    private static final PeerCounts NONE = new PeerCounts();

    private PeerJson() {}

    static Map<String, Object> of(PeerStatus peer, ResourceRequest request) {
        PeerCounts counts = peer.counts() == null ? NONE : peer.counts();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", peer.id());
        json.put("server", ByteText.utf8(peer.name()));
        json.put("name", ByteText.utf8(peer.server()));
        json.put("backup", peer.backup());
        json.put("weight", peer.weight());
        json.put("state", peer.state().name().toLowerCase(Locale.ROOT));
        json.put("active", counts.active());
        if (peer.maxConnections() != 0) {
            json.put("max_conns", peer.maxConnections());
        }
        json.put("requests", counts.requests());
        putTimes(json, counts, request.version());
        json.put("responses", ZoneJson.responses(counts.responses(), request.version()));
        json.put("sent", counts.sent());
        json.put("received", counts.received());
        json.put("fails", counts.fails());
        json.put("unavail", counts.unavailable());
        Map<String, Object> checks = new LinkedHashMap<>();
        CheckCounts ofChecks = counts.checks();
        checks.put("checks", ofChecks.checks());
        checks.put("fails", ofChecks.fails());
        checks.put("unhealthy", ofChecks.unhealthy());
        if (ofChecks.lastPassed() != null) {
            checks.put("last_passed", ofChecks.lastPassed());
        }
        json.put("health_checks", checks);
        json.put("downtime", peer.downSeconds() * MILLIS);
        if (peer.downSince() != 0) {
            json.put("downstart", JsonText.time(peer.downSince() * MILLIS));
        }
        if (counts.selectedSeconds() != 0) {
            json.put("selected", JsonText.time(counts.selectedSeconds() * MILLIS));
        }
        return json;
    }

    private static void putTimes(Map<String, Object> json, PeerCounts counts, int version) {
        Histogram header = counts.headerTime();
        Histogram response = counts.responseTime();
        if (header.count() > 0) {
            json.put("header_time", header.sumMillis() / header.count());
        }
        if (response.count() > 0) {
            json.put("response_time", response.sumMillis() / response.count());
        }
        if (version >= 9) {
            json.put("response_time_hist", histogram(response));
        }
    }

    /** The buckets are not cumulative: each counts the responses that are slower than the one before. */
    private static Map<String, Object> histogram(Histogram times) {
        long[] counts = times.counts();
        Map<String, Object> buckets = new LinkedHashMap<>();
        long total = 0;
        for (int i = 0; i < counts.length; i++) {
            buckets.put(i < counts.length - 1 ? Long.toString(times.boundMillis(i)) : "inf", counts[i]);
            total += counts[i];
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("count", total);
        json.put("sum", times.sumMillis());
        json.put("buckets", buckets);
        return json;
    }
}
