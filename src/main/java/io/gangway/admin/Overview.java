package io.gangway.admin;

import io.gangway.conf.BuildInfo;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseResult;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.GenerationStats;
import io.gangway.metrics.LoopStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@code overview}: the state of the process in a few numbers. */
final class Overview {
    private Overview() {}

    /** {@code GET overview}. */
    static PhaseResult get(ApiRequest request, boolean write) {
        Exchange exchange = request.exchange();
        return request.json(
                of(exchange.generation().engine()).put("write", write).toString());
    }

    /** The part that is the same for all who look. */
    static JsonText of(EngineStatus engine) {
        ConnectionCounts connections = engine.connections();
        List<GenerationStats> generations = engine.generations();
        return new JsonText()
                .put("version", BuildInfo.VERSION)
                .put("name", "gangway")
                .put("pid", ProcessHandle.current().pid())
                .time("started", engine.started().toEpochMilli())
                .put(
                        "uptime_ms",
                        Duration.between(engine.started(), Instant.now()).toMillis())
                .put("generation", running(generations))
                .put("ready", !engine.isDraining())
                .put(
                        "connections",
                        new JsonText()
                                .put("active", connections.active())
                                .put("reading", connections.reading())
                                .put("writing", connections.writing())
                                .put("waiting", connections.waiting())
                                .put("accepted", connections.accepted())
                                .map())
                .put("requests", connections.requests())
                .put(
                        "tunnels",
                        generations.stream().mapToInt(GenerationStats::tunnels).sum())
                .put("loops", engine.loops().stream().map(Overview::loop).toList())
                .put(
                        "buffers",
                        new JsonText()
                                .put("used", engine.buffers().used())
                                .put("max", engine.buffers().max())
                                .map())
                .put(
                        "reloads",
                        new JsonText()
                                .put("succeeded", engine.reloads().done())
                                .put("failed", engine.reloads().failed())
                                .bytes("last_error", engine.reloads().failure())
                                .map());
    }

    private static Map<String, Object> loop(LoopStats loop) {
        return new JsonText()
                .put("id", loop.id())
                .put("connections", loop.connections())
                .put("lag_ms", loop.lagNanos() / 1000 / 1000.0)
                .map();
    }

    /** The number of the running generation. */
    static long running(List<GenerationStats> generations) {
        return generations.stream()
                .filter(GenerationStats::running)
                .mapToLong(GenerationStats::number)
                .max()
                .orElse(0);
    }
}
