package io.gangway.websocket;

import io.gangway.errorlog.ErrorLog;
import io.gangway.exchange.Generation;
import io.gangway.loop.EventLoop;
import io.gangway.upstream.UpstreamGroup;
import io.gangway.upstream.Upstreams;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/** The upstreams with {@code websocket_rebalance}, over all generations. A service of each generation. */
public final class Rebalances {
    /**
     * What was done for one upstream.
     *
     * @param upstream its name
     * @param active whether tunnels are being closed
     * @param runs how often that has begun
     * @param closed how many tunnels were closed
     * @param changedMillis when it last began or ended, in milliseconds since 1970; 0 if it has not begun yet
     */
    public record Status(String upstream, boolean active, long runs, long closed, long changedMillis) {}

    private final LiveTunnels tunnels;
    private final Map<String, UpstreamRebalance> byUpstream = new ConcurrentSkipListMap<>();

    Rebalances(LiveTunnels tunnels) {
        this.tunnels = tunnels;
    }

    /** Those upstreams that have had the directive since the start, by name. Any thread. */
    public List<Status> all() {
        return byUpstream.values().stream()
                .map(each ->
                        new Status(each.upstream(), each.isActive(), each.runs(), each.closed(), each.changedMillis()))
                .toList();
    }

    /** Watches the upstreams of a generation. On the loop of background tasks. */
    void watch(Rebalance.Configured configured, Generation generation, EventLoop loop) {
        ErrorLog log = generation.errorLog();
        Set<String> on = new HashSet<>();
        for (UpstreamGroup group : generation.service(Upstreams.class).declared()) {
            Rebalance settings = configured.of(group.label());
            if (settings != null) {
                on.add(group.label());
                byUpstream
                        .computeIfAbsent(group.label(), name -> new UpstreamRebalance(tunnels, name))
                        .watch(group, settings, loop, log);
            }
        }
        byUpstream.forEach((name, each) -> {
            if (!on.contains(name)) {
                each.forget(log);
            }
        });
    }

    void unwatch() {
        byUpstream.values().forEach(UpstreamRebalance::unwatch);
    }

    void step() {
        byUpstream.values().forEach(UpstreamRebalance::step);
    }
}
