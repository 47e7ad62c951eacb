package io.gangway.api;

import io.gangway.metrics.LimitCounts;
import io.gangway.metrics.LimitCounts.Decision;
import io.gangway.metrics.RequestZone;
import io.gangway.metrics.ResolverCounts;
import io.gangway.metrics.ResponseCounts;
import io.gangway.metrics.TlsCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Zones and counters as JSON. */
final class ZoneJson {
    /** The codes of DNS from 0. */
    private static final List<String> RCODES =
            List.of("noerror", "formerr", "servfail", "nxdomain", "notimp", "refused");

    private ZoneJson() {}

    static Map<String, Object> server(RequestZone zone, ResourceRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("processing", zone.processing());
        json.putAll(location(zone, request));
        if (request.version() >= 8 && zone.tls().handshakes() + zone.tls().failures() > 0) {
            json.put("ssl", tls(zone.tls(), request.version()));
        }
        return json;
    }

    static Map<String, Object> location(RequestZone zone, ResourceRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("requests", zone.requests());
        json.put("responses", responses(zone.responses(), request.version()));
        json.put("discarded", zone.discardedRequests());
        json.put("received", zone.received());
        json.put("sent", zone.sent());
        return json;
    }

    static Map<String, Object> responses(ResponseCounts responses, int version) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (int first = 1; first <= 5; first++) {
            json.put(first + "xx", responses.ofClass(first));
        }
        if (version >= 7) {
            Map<String, Object> codes = new LinkedHashMap<>();
            responses.byStatus().forEach((status, count) -> codes.put(status.toString(), count));
            json.put("codes", codes);
        }
        json.put("total", responses.total());
        return json;
    }

    static Map<String, Object> tls(TlsCounts tls, int version) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("handshakes", tls.handshakes());
        json.put("handshakes_failed", tls.failures());
        json.put("session_reuses", tls.sessionReuses());
        if (version < 8) {
            return json;
        }
        json.put("no_common_protocol", tls.of(TlsCounts.Failure.NO_COMMON_PROTOCOL));
        json.put("no_common_cipher", tls.of(TlsCounts.Failure.NO_COMMON_CIPHER));
        json.put("handshake_timeout", tls.of(TlsCounts.Failure.TIMEOUT));
        json.put("peer_rejected_cert", tls.of(TlsCounts.Failure.PEER_REJECTED_CERT));
        Map<String, Object> failures = new LinkedHashMap<>();
        failures.put("no_cert", tls.of(TlsCounts.VerifyFailure.NO_CERT));
        failures.put("expired_cert", tls.of(TlsCounts.VerifyFailure.EXPIRED_CERT));
        failures.put("revoked_cert", tls.of(TlsCounts.VerifyFailure.REVOKED_CERT));
        failures.put("hostname_mismatch", 0);
        failures.put("other", tls.of(TlsCounts.VerifyFailure.OTHER));
        json.put("verify_failures", failures);
        return json;
    }

    static Map<String, Object> resolver(ResolverCounts counts, ResourceRequest request) {
        Map<String, Object> requests = new LinkedHashMap<>();
        requests.put("name", counts.lookups());
        requests.put("srv", counts.services());
        requests.put("addr", 0);
        Map<String, Object> responses = new LinkedHashMap<>();
        for (int code = 0; code < RCODES.size(); code++) {
            responses.put(RCODES.get(code), counts.responses(code));
        }
        responses.put("timedout", counts.timeouts());
        responses.put("unknown", counts.responses(RCODES.size()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("requests", requests);
        json.put("responses", responses);
        return json;
    }

    static Map<String, Object> connectionLimit(LimitCounts counts, ResourceRequest request) {
        return limit(counts, Decision.PASSED, Decision.REJECTED, Decision.REJECTED_DRY_RUN);
    }

    static Map<String, Object> requestLimit(LimitCounts counts, ResourceRequest request) {
        return limit(counts, Decision.values());
    }

    private static Map<String, Object> limit(LimitCounts counts, Decision... decisions) {
        Map<String, Object> json = new LinkedHashMap<>();
        for (Decision decision : decisions) {
            json.put(decision.name().toLowerCase(Locale.ROOT), counts.of(decision));
        }
        return json;
    }
}
