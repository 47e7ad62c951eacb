package io.gangway.prometheus;

import io.gangway.metrics.PeerCounts;
import io.gangway.upstream.PeerStatus;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The metrics of the peers of upstreams, after their first request; the state of peers of declared upstreams always.
 */
final class UpstreamFamilies {
    private final Family state;
    private final Family changed;
    private final Family active;
    private final Family requests;
    private final Family connections;
    private final Family http2Connections;
    private final Family http2Open;
    private final Family streams;
    private final Family responses;
    private final Family failures;
    private final Family unavailable;
    private final Family checks;
    private final Family failedChecks;
    private final Family unhealthy;
    private final Family sent;
    private final Family received;
    private final Family header;
    private final Family response;

    private UpstreamFamilies(Exposition out) {
        String prefix = "gangway_upstream_peer_";
        state = out.gauge(prefix + "state", "1 for the present state of the peer, 0 for the others.");
        changed = out.gauge(
                prefix + "state_change_timestamp_seconds", "Time of the last change of the peer's state, if any.");
        active = out.gauge(prefix + "requests_active", "Requests and tunnels that use the peer.");
        requests = out.counter(prefix + "requests_total", "Attempts to get a response from the peer.");
        connections = out.counter(prefix + "connections_opened_total", "Connections that were opened to the peer.");
        http2Connections = out.counter(
                prefix + "http2_connections_opened_total", "Connections of HTTP/2 that were opened to the peer.");
        http2Open = out.gauge(prefix + "http2_connections_open", "Open connections of HTTP/2 to the peer.");
        streams =
                out.gauge(prefix + "http2_streams_open", "Requests and tunnels that are streams of these connections.");
        responses = out.counter(prefix + "responses_total", "Responses of the peer by class of status.");
        failures = out.counter(prefix + "failures_total", "Failed attempts.");
        unavailable = out.counter(prefix + "unavailable_total", "How often the peer became unavailable by max_fails.");
        checks = out.counter(prefix + "health_checks_total", "Health checks of the peer.");
        failedChecks = out.counter(prefix + "health_checks_failed_total", "Health checks that failed.");
        unhealthy = out.counter(prefix + "unhealthy_total", "How often the peer became unhealthy.");
        sent = out.counter(prefix + "sent_bytes_total", "Bytes to the peer.");
        received = out.counter(prefix + "received_bytes_total", "Bytes from the peer.");
        header = out.histogram(
                prefix + "header_time_seconds", "Time from the start of an attempt to the head of the response.");
        response = out.histogram(
                prefix + "response_time_seconds",
                "Time from the start of an attempt to the end of the response, without tunnels.");
    }

    static void add(Exposition out, Upstreams upstreams, long nowSeconds) {
        UpstreamFamilies families = new UpstreamFamilies(out);
        Set<PeerCounts> counted = new HashSet<>();
        for (UpstreamGroup group : upstreams.declared()) {
            for (PeerStatus peer : group.peers(nowSeconds)) {
                families.add(group.label(), peer, counted);
            }
        }
        for (UpstreamGroup group : upstreams.implicit()) {
            for (PeerStatus peer : group.peers(nowSeconds)) {
                if (peer.counts() != null) {
                    families.add(group.label(), peer, counted);
                }
            }
        }
    }

    /** @param counted the counters seen so far: the same address may be a server of an upstream more than once */
    private void add(String upstream, PeerStatus peer, Set<PeerCounts> counted) {
        String[] labels = {"upstream", upstream, "peer", peer.name()};
        PeerCounts counts = peer.counts();
        if (counts != null && !counted.add(counts)) {
            return;
        }
        for (PeerStatus.State each : PeerStatus.State.values()) {
            state.add(
                    each == peer.state() ? 1 : 0,
                    with(labels, "state", each.name().toLowerCase(Locale.ROOT)));
        }
        if (peer.changedSeconds() != 0) {
            changed.add(peer.changedSeconds(), labels);
        }
        if (counts != null) {
            add(counts, labels);
        }
    }

    private void add(PeerCounts counts, String... labels) {
        active.add(counts.active(), labels);
        requests.add(counts.requests(), labels);
        connections.add(counts.connections(), labels);
        http2Connections.add(counts.http2Connections(), labels);
        http2Open.add(counts.http2Open(), labels);
        streams.add(counts.streams(), labels);
        for (int first = 1; first <= 5; first++) {
            responses.add(counts.responses().ofClass(first), with(labels, "status", first + "xx"));
        }
        failures.add(counts.fails(), labels);
        unavailable.add(counts.unavailable(), labels);
        checks.add(counts.checks().checks(), labels);
        failedChecks.add(counts.checks().fails(), labels);
        unhealthy.add(counts.checks().unhealthy(), labels);
        sent.add(counts.sent(), labels);
        received.add(counts.received(), labels);
        header.add(counts.headerTime(), labels);
        response.add(counts.responseTime(), labels);
    }

    private static String[] with(String[] labels, String name, String value) {
        return new String[] {labels[0], labels[1], labels[2], labels[3], name, value};
    }
}
