package io.gangway.prometheus;

import io.gangway.conf.BuildInfo;
import io.gangway.metrics.BufferStats;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.GenerationStats;
import io.gangway.metrics.LoopStats;
import io.gangway.metrics.Reloads;
import io.gangway.metrics.TlsCounts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The metrics of the engine as a whole. */
final class EngineFamilies {
    private static final double NANOS = 1e9;

    private final Exposition out;
    private final EngineStatus engine;

    private EngineFamilies(Exposition out, EngineStatus engine) {
        this.out = out;
        this.engine = engine;
    }

    static void add(Exposition out, EngineStatus engine) {
        EngineFamilies families = new EngineFamilies(out, engine);
        families.connections(engine.connections());
        families.reloads(engine.reloads());
        families.generations(engine.generations());
        families.loops(engine.loops());
        families.buffers(engine.buffers());
        families.tls(engine.tls());
    }

    /** The names of nginx-prometheus-exporter, which public dashboards read. */
    private void connections(ConnectionCounts counts) {
        out.gauge("nginx_up", "Whether the server responds; always 1.").add(1);
        out.untyped("nginx_connections_accepted", "Accepted client connections.")
                .add(counts.accepted());
        out.gauge("nginx_connections_active", "Open client connections.").add(counts.active());
        out.untyped("nginx_connections_handled", "Handled client connections: all that were accepted.")
                .add(counts.accepted());
        out.gauge("nginx_connections_reading", "Client connections that read the head of a request.")
                .add(counts.reading());
        out.gauge("nginx_connections_waiting", "Client connections that wait for the next request.")
                .add(counts.waiting());
        out.gauge("nginx_connections_writing", "Client connections that process a request, or are tunnels.")
                .add(counts.writing());
        out.counter("nginx_http_requests_total", "Requests.").add(counts.requests());
    }

    private void reloads(Reloads reloads) {
        out.gauge("gangway_build_info", "The version; always 1.").add(1, "version", BuildInfo.VERSION);
        out.gauge("gangway_draining", "Whether the server is stopping: 0 or 1.").add(engine.isDraining() ? 1 : 0);
        out.counter("gangway_reloads_total", "Reloads of the configuration, by result.")
                .add(reloads.done(), "result", "succeeded")
                .add(reloads.failed(), "result", "failed");
        out.gauge("gangway_last_reload_successful", "Whether the last reload succeeded: 0 or 1; 1 before the first.")
                .add(reloads.failure() == null ? 1 : 0);
        Family last = out.gauge("gangway_last_reload_timestamp_seconds", "Time of the last reload, by result.");
        time(last, reloads.lastDone(), "succeeded");
        time(last, reloads.lastFailed(), "failed");
    }

    private static void time(Family last, Instant time, String result) {
        if (time != null) {
            last.add(time.toEpochMilli() / 1000.0, "result", result);
        }
    }

    private void generations(List<GenerationStats> generations) {
        Family number = out.gauge("gangway_generation", "The number of the running configuration, 1 for the first.");
        out.gauge("gangway_generations", "Configurations in memory.").add(generations.size());
        Family exchanges = out.gauge(
                "gangway_replaced_generation_exchanges", "Requests of replaced configurations, including tunnels.");
        Family tunnels = out.gauge("gangway_replaced_generation_tunnels", "Open tunnels of replaced configurations.");
        exchanges.add(0);
        tunnels.add(0);
        for (GenerationStats each : generations) {
            if (each.running()) {
                number.add(each.number());
            } else {
                exchanges.add(each.exchanges());
                tunnels.add(each.tunnels());
            }
        }
    }

    private void loops(List<LoopStats> loops) {
        Family connections =
                out.gauge("gangway_loop_connections", "Connections of the event loop, to clients and upstreams.");
        Family lag = out.gauge(
                "gangway_loop_lag_seconds",
                "The longest time in the last one to two seconds for which everything on the event loop had to wait.");
        Family busy = out.counter("gangway_loop_busy_seconds_total", "Time in which the event loop did not wait.");
        Family iterations = out.counter("gangway_loop_iterations_total", "Passes of the event loop.");
        for (LoopStats loop : loops) {
            String id = String.valueOf(loop.id());
            connections.add(loop.connections(), "loop", id);
            lag.add(loop.lagNanos() / NANOS, "loop", id);
            busy.add(loop.busyNanos() / NANOS, "loop", id);
            iterations.add(loop.iterations(), "loop", id);
        }
    }

    private void buffers(BufferStats buffers) {
        if (buffers.max() > 0) {
            out.gauge("gangway_buffers_used_bytes", "Memory of buffers in use.").add(buffers.used());
            out.gauge("gangway_buffers_max_bytes", "Upper bound of the memory of buffers.")
                    .add(buffers.max());
        }
    }

    private void tls(TlsCounts tls) {
        out.counter("gangway_tls_handshakes_total", "Successful TLS handshakes of clients.")
                .add(tls.handshakes());
        out.counter("gangway_tls_session_reuses_total", "TLS handshakes that resumed a session.")
                .add(tls.sessionReuses());
        Family failures = out.counter("gangway_tls_handshake_failures_total", "Failed TLS handshakes, by reason.");
        for (TlsCounts.Failure reason : TlsCounts.Failure.values()) {
            failures.add(tls.of(reason), "reason", text(reason));
        }
        Family verify = out.counter(
                "gangway_tls_verify_failures_total", "Requests refused for the client's certificate, by reason.");
        for (TlsCounts.VerifyFailure reason : TlsCounts.VerifyFailure.values()) {
            verify.add(tls.of(reason), "reason", text(reason));
        }
    }

    private static String text(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }
}
