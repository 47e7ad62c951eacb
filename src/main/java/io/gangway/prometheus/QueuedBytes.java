package io.gangway.prometheus;

import io.gangway.loop.EventLoop;
import io.gangway.metrics.TunnelCounts;
import io.gangway.websocket.LiveTunnel;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes that tunnels have read and that the other side has not taken yet. No counter: each loop adds up its own
 * tunnels when it is asked.
 */
final class QueuedBytes {
    private final Map<TunnelCounts, Long> toUpstream = new IdentityHashMap<>();
    private final Map<TunnelCounts, Long> toClient = new IdentityHashMap<>();

    private QueuedBytes() {}

    /** Those of one loop, on that loop. */
    static QueuedBytes of(EventLoop loop, Iterable<LiveTunnel> tunnels) {
        QueuedBytes queued = new QueuedBytes();
        for (LiveTunnel tunnel : tunnels) {
            add(queued.toUpstream, tunnel.counts(), tunnel.toUpstream().queued());
            add(queued.toClient, tunnel.counts(), tunnel.toClient().queued());
        }
        return queued;
    }

    private static void add(Map<TunnelCounts, Long> sums, TunnelCounts counts, long bytes) {
        if (bytes > 0) {
            sums.merge(counts, bytes, Long::sum);
        }
    }

    /** The sum of all loops. */
    static QueuedBytes sum(List<QueuedBytes> loops) {
        QueuedBytes all = new QueuedBytes();
        for (QueuedBytes each : loops) {
            each.toUpstream.forEach((counts, bytes) -> add(all.toUpstream, counts, bytes));
            each.toClient.forEach((counts, bytes) -> add(all.toClient, counts, bytes));
        }
        return all;
    }

    long toUpstream(TunnelCounts counts) {
        return toUpstream.getOrDefault(counts, 0L);
    }

    long toClient(TunnelCounts counts) {
        return toClient.getOrDefault(counts, 0L);
    }
}
