package io.gangway.prometheus;

import io.gangway.metrics.RequestZone;
import java.util.Collection;

/** The metrics of the zones of servers, or of locations. A zone appears with its first request. */
final class ZoneFamilies {
    /** @param level {@code server} or {@code location} */
    static void add(Exposition out, String level, Collection<RequestZone> zones) {
        String prefix = "gangway_" + level + "_zone_";
        String by = ", by " + level + " zone.";
        Family processing = out.gauge(prefix + "requests_processing", "Running requests and open tunnels" + by);
        Family requests = out.counter(prefix + "requests_total", "Requests" + by);
        Family responses = out.counter(prefix + "responses_total", "Responses by class of status" + by);
        Family discarded = out.counter(prefix + "discarded_total", "Requests that ended without a response" + by);
        Family received = out.counter(prefix + "received_bytes_total", "Bytes from clients" + by);
        Family sent = out.counter(prefix + "sent_bytes_total", "Bytes to clients" + by);
        Family duration = out.histogram(
                prefix + "request_duration_seconds",
                "Time from the first byte of a request to the end of its response; of a tunnel, to its 101" + by);
        for (RequestZone zone : zones) {
            if (!zone.isUsed()) {
                continue;
            }
            String name = zone.name();
            processing.add(zone.processing(), "zone", name);
            requests.add(zone.requests(), "zone", name);
            for (int first = 1; first <= 5; first++) {
                responses.add(zone.responses().ofClass(first), "zone", name, "status", first + "xx");
            }
            discarded.add(zone.discardedRequests(), "zone", name);
            received.add(zone.received(), "zone", name);
            sent.add(zone.sent(), "zone", name);
            duration.add(zone.duration(), "zone", name);
        }
    }

    private ZoneFamilies() {}
}
