package io.gangway.websocket;

import io.gangway.metrics.ResponseCounts;
import io.gangway.metrics.TunnelCounts;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;

/**
 * The metrics of upgrades of one location, across generations: locations of servers with the same name share them, if
 * they have the same name, too. Created by the first upgrade. Thread-safe.
 */
public final class LocationMetrics {
    /**
     * Identifies the metrics, and labels them.
     *
     * @param server the first {@code server_name}, empty when it has none
     * @param location the arguments of {@code location}, outer ones first; empty for a server
     */
    record Key(String server, String location) {}

    private record TargetKey(String upstream, String protocol) {}

    private final String server;
    private final String location;
    private final ResponseCounts refused = new ResponseCounts();
    private final Map<TargetKey, TunnelCounts> tunnels = new ConcurrentHashMap<>();

    /** Identifies the last generation that uses it. Written while a generation is built, or by any loop. */
    private volatile Object generation;

    LocationMetrics(Key key) {
        server = key.server;
        location = key.location;
    }

    /** The counters of tunnels to an upstream. Called once for a tunnel. */
    TunnelCounts tunnels(String upstream, String protocol) {
        return tunnels.computeIfAbsent(
                new TargetKey(upstream, protocol), key -> new TunnelCounts(key.upstream, key.protocol));
    }

    void usedBy(Object ofGeneration) {
        generation = ofGeneration;
    }

    /** Whether it belongs to a generation, or has open tunnels of an older one. */
    boolean concerns(Object ofGeneration) {
        return generation == ofGeneration || sum(TunnelCounts::open) > 0;
    }

    /** The first {@code server_name}; empty when it has none. */
    public String server() {
        return server;
    }

    /** The arguments of {@code location}, outer ones first; empty for a server. */
    public String location() {
        return location;
    }

    /** Requests with {@code Upgrade} that did not become a tunnel, by the status of their response. */
    public ResponseCounts refused() {
        return refused;
    }

    /** The tunnels, by upstream and protocol. */
    public Collection<TunnelCounts> tunnels() {
        return Collections.unmodifiableCollection(tunnels.values());
    }

    private long sum(ToLongFunction<TunnelCounts> count) {
        return tunnels.values().stream().mapToLong(count).sum();
    }

    LocationMetricsSnapshot counts() {
        return new LocationMetricsSnapshot(
                server,
                location,
                sum(TunnelCounts::open),
                sum(TunnelCounts::total),
                refused.total(),
                sum(LocationMetrics::messagesIn),
                sum(LocationMetrics::messagesOut),
                sum(TunnelCounts::bytesIn),
                sum(TunnelCounts::bytesOut),
                sum(each -> each.closedBy("client")),
                sum(each -> each.closedBy("upstream")),
                sum(each -> each.closedBy("gangway")),
                sum(each -> each.closedBy("none")),
                sum(TunnelCounts::malformedDirections),
                sum(each -> each.duration().sumMillis()));
    }

    private static long messagesIn(TunnelCounts counts) {
        return counts.messagesIn(TunnelCounts.Kind.TEXT) + counts.messagesIn(TunnelCounts.Kind.BINARY);
    }

    private static long messagesOut(TunnelCounts counts) {
        return counts.messagesOut(TunnelCounts.Kind.TEXT) + counts.messagesOut(TunnelCounts.Kind.BINARY);
    }
}
