package io.gangway.api;

import io.gangway.admin.JsonText;
import io.gangway.conf.BuildInfo;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.GenerationStats;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The state of the process as JSON. DELETE resets what is shown here, not the counters themselves: {@code stub_status}
 * and Prometheus go on. Thread-safe.
 */
final class ServerCounters {
    /** What had been counted at the last reset, by server. */
    private final Map<EngineStatus, Baseline> baselines = Collections.synchronizedMap(new WeakHashMap<>());

    private record Baseline(long accepted, long requests) {
        static final Baseline ZERO = new Baseline(0, 0);
    }

    Map<String, Object> nginx(ResourceRequest request) {
        EngineStatus engine = request.engine();
        Instant reloaded = engine.reloads().lastDone();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", BuildInfo.NGINX_VERSION);
        json.put("build", "gangway-" + BuildInfo.VERSION);
        json.put("address", request.address());
        json.put("generation", generation(engine));
        json.put("load_timestamp", JsonText.time((reloaded == null ? engine.started() : reloaded).toEpochMilli()));
        json.put("timestamp", JsonText.time(System.currentTimeMillis()));
        json.put("pid", ProcessHandle.current().pid());
        json.put(
                "ppid", ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L));
        return json;
    }

    private static long generation(EngineStatus engine) {
        return engine.generations().stream()
                .filter(GenerationStats::running)
                .mapToLong(GenerationStats::number)
                .findFirst()
                .orElse(0);
    }

    Map<String, Object> connections(ResourceRequest request) {
        ConnectionCounts counts = request.engine().connections();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("accepted", counts.accepted() - baseline(request).accepted());
        json.put("dropped", 0);
        json.put("active", counts.active() - counts.waiting());
        json.put("idle", counts.waiting());
        return json;
    }

    Map<String, Object> requests(ResourceRequest request) {
        ConnectionCounts counts = request.engine().connections();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("total", counts.requests() - baseline(request).requests());
        json.put("current", counts.reading() + counts.writing());
        return json;
    }

    /** One process has all loops. */
    Map<String, Object> worker(ResourceRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", 0);
        json.put("pid", ProcessHandle.current().pid());
        json.put("connections", connections(request));
        json.put("http", Map.of("requests", requests(request)));
        return json;
    }

    List<Map<String, Object>> workers(ResourceRequest request) {
        return List.of(request.fields().of(worker(request)));
    }

    void resetConnections(ResourceRequest request) {
        long accepted = request.engine().connections().accepted();
        baselines.compute(
                request.engine(), (engine, known) -> new Baseline(accepted, known == null ? 0 : known.requests()));
    }

    void resetRequests(ResourceRequest request) {
        long requests = request.engine().connections().requests();
        baselines.compute(
                request.engine(), (engine, known) -> new Baseline(known == null ? 0 : known.accepted(), requests));
    }

    private Baseline baseline(ResourceRequest request) {
        return baselines.getOrDefault(request.engine(), Baseline.ZERO);
    }
}
