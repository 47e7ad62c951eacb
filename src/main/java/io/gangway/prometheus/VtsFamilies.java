package io.gangway.prometheus;

import io.gangway.conf.BuildInfo;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.Histogram;
import io.gangway.metrics.PeerCounts;
import io.gangway.metrics.RequestZone;
import io.gangway.metrics.ResponseCounts;
import io.gangway.status.StatusZones;
import io.gangway.upstream.PeerStatus;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The same counts by the names of nginx-module-vts, for dashboards that were made for it. */
final class VtsFamilies {
    private static final double MILLIS = 1000;

    private final Exposition out;

    private VtsFamilies(Exposition out) {
        this.out = out;
    }

    static void add(Exposition out, EngineStatus engine, StatusZones zones, Upstreams upstreams, long nowSeconds) {
        VtsFamilies families = new VtsFamilies(out);
        families.main(engine);
        families.servers(zones);
        families.upstreams(upstreams, nowSeconds);
    }

    private void main(EngineStatus engine) {
        out.gauge("nginx_vts_info", "The version; always 1.").add(1, "version", BuildInfo.VERSION);
        out.gauge("nginx_vts_start_time_seconds", "Start of the server.")
                .add(engine.started().toEpochMilli() / MILLIS);
        ConnectionCounts counts = engine.connections();
        out.gauge("nginx_vts_main_connections", "Client connections by state.")
                .add(counts.accepted(), "status", "accepted")
                .add(counts.active(), "status", "active")
                .add(counts.accepted(), "status", "handled")
                .add(counts.reading(), "status", "reading")
                .add(counts.requests(), "status", "requests")
                .add(counts.waiting(), "status", "waiting")
                .add(counts.writing(), "status", "writing");
    }

    private void servers(StatusZones zones) {
        Family bytes = out.counter("nginx_vts_server_bytes_total", "Bytes of clients by direction.");
        Family requests = out.counter("nginx_vts_server_requests_total", "Responses by class of status.");
        Family seconds = out.counter("nginx_vts_server_request_seconds_total", "Sum of the durations of requests.");
        Family durations = out.histogram("nginx_vts_server_request_duration_seconds", "Durations of requests.");
        for (RequestZone zone : zones.servers()) {
            if (zone.isUsed()) {
                String host = zone.name();
                bytes.add(zone.received(), "host", host, "direction", "in");
                bytes.add(zone.sent(), "host", host, "direction", "out");
                classes(requests, zone.responses(), "host", host);
                seconds.add(zone.duration().sumMillis() / MILLIS, "host", host);
                durations.add(zone.duration(), "host", host);
            }
        }
    }

    private void upstreams(Upstreams upstreams, long nowSeconds) {
        Family bytes = out.counter("nginx_vts_upstream_bytes_total", "Bytes of peers by direction.");
        Family requests = out.counter("nginx_vts_upstream_requests_total", "Responses of peers by class of status.");
        Family seconds = out.counter("nginx_vts_upstream_response_seconds_total", "Sum of the times of responses.");
        Family times = out.histogram("nginx_vts_upstream_response_duration_seconds", "Times of responses.");
        List<UpstreamGroup> groups = new ArrayList<>(upstreams.declared());
        groups.addAll(upstreams.implicit());
        Set<PeerCounts> counted = new HashSet<>();
        for (UpstreamGroup group : groups) {
            for (PeerStatus peer : group.peers(nowSeconds)) {
                PeerCounts counts = peer.counts();
                if (counts == null || !counted.add(counts)) {
                    continue;
                }
                String[] labels = {"upstream", group.label(), "backend", peer.name()};
                Histogram response = counts.responseTime();
                bytes.add(counts.received(), labels[0], labels[1], labels[2], labels[3], "direction", "in");
                bytes.add(counts.sent(), labels[0], labels[1], labels[2], labels[3], "direction", "out");
                classes(requests, counts.responses(), labels);
                seconds.add(response.sumMillis() / MILLIS, labels);
                times.add(response, labels);
            }
        }
    }

    private static void classes(Family family, ResponseCounts responses, String... labels) {
        List<String> with = new ArrayList<>(List.of(labels));
        with.add("code");
        for (int first = 1; first <= 5; first++) {
            List<String> all = new ArrayList<>(with);
            all.add(first + "xx");
            family.add(responses.ofClass(first), all.toArray(String[]::new));
        }
    }
}
