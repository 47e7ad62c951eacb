package io.gangway.websocket;

import io.gangway.conf.Node;
import io.gangway.conf.Word;
import io.gangway.config.Context;
import io.gangway.config.CoreHttp;
import io.gangway.config.Scope;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.PhaseHandler;
import io.gangway.exchange.PhaseResult;
import io.gangway.metrics.TunnelCounts;
import io.gangway.net.ServerName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The upgrades of one location of a generation. Its metrics are created by the first upgrade: a configuration may have
 * thousands of locations without any. As a handler of the log phase it counts the refused ones. Used by all loops.
 */
final class UpgradeMetrics implements PhaseHandler {
    private final LocationMetricsRegistry registry;
    private final Object generation;
    private final List<ServerName> server;

    /** The location and those around it, outer ones first; empty for a server level. */
    private final List<Node> location;

    /** Null before the first upgrade. */
    private volatile LocationMetrics metrics;

    /**
     * Creates the metrics of a location; those of the previous generation continue.
     *
     * @param generation identifies the generation
     */
    UpgradeMetrics(LocationMetricsRegistry registry, Object generation, Scope scope) {
        this.registry = registry;
        this.generation = generation;
        server = scope.get(CoreHttp.SERVER_NAME);
        location = levels(scope);
        if (!registry.isEmpty()) {
            LocationMetrics known = registry.known(key());
            if (known != null) {
                known.usedBy(generation);
            }
            metrics = known;
        }
    }

    /** An {@code if} has the metrics of the location around it. */
    private static List<Node> levels(Scope scope) {
        List<Node> levels = new ArrayList<>(1);
        for (Scope level = scope; level.context() != Context.SERVER; level = level.parent()) {
            if (!level.nameless()) {
                levels.add(0, level.node());
            }
        }
        return List.copyOf(levels);
    }

    private LocationMetrics.Key key() {
        String name = location.stream()
                .flatMap(level -> level.args().stream())
                .map(Word::text)
                .collect(Collectors.joining(" "));
        return new LocationMetrics.Key(server.isEmpty() ? "" : server.get(0).display(), name);
    }

    private LocationMetrics metrics() {
        LocationMetrics known = metrics;
        if (known == null) {
            known = registry.get(key());
            known.usedBy(generation);
            metrics = known;
        }
        return known;
    }

    /** The counters of a new tunnel. */
    TunnelCounts tunnels(String upstream, boolean isWebSocket) {
        return metrics().tunnels(upstream, isWebSocket ? "websocket" : "other");
    }

    @Override
    public PhaseResult run(Exchange exchange) {
        if (exchange.head().upgrade() != null && exchange.get(TunnelMetrics.KEY) == null) {
            metrics().refused().count(exchange.status());
        }
        return PhaseResult.NEXT;
    }
}
