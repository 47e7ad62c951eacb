package io.gangway.prometheus;

import io.gangway.metrics.TunnelCounts;
import io.gangway.websocket.LocationMetrics;
import java.util.List;
import java.util.Locale;

/** The metrics of tunnels. A location appears with its first upgrade. */
final class TunnelFamilies {
    private final Family open;
    private final Family opened;
    private final Family legsOpen;
    private final Family legsOpened;
    private final Family refused;
    private final Family closed;
    private final Family duration;
    private final Family messages;
    private final Family bytes;
    private final Family malformed;
    private final Family queue;
    private final QueuedBytes queued;

    private TunnelFamilies(Exposition out, QueuedBytes queued) {
        this.queued = queued;
        String prefix = "gangway_websocket_";
        open = out.gauge(prefix + "tunnels_open", "Open tunnels.");
        opened = out.counter(prefix + "opened_total", "Opened tunnels.");
        legsOpen = out.gauge(prefix + "legs_open", "Open tunnels by the protocols of their two legs.");
        legsOpened = out.counter(prefix + "legs_opened_total", "Opened tunnels by the protocols of their two legs.");
        refused = out.counter(
                prefix + "refused_total",
                "Requests with Upgrade that did not become a tunnel, by the status of their response.");
        closed = out.counter(
                prefix + "closed_total", "Ended tunnels by the code and the sender of the first close frame.");
        duration = out.histogram(prefix + "duration_seconds", "How long the ended tunnels were open.");
        messages = out.counter(prefix + "messages_total", "Complete messages by direction and opcode.");
        bytes = out.counter(prefix + "bytes_total", "Bytes of tunnels by direction, with the headers of frames.");
        queue = out.gauge(
                prefix + "queue_bytes",
                "Bytes that were read and that the other side has not taken yet, by direction.");
        malformed = out.counter(
                prefix + "malformed_total", "Directions of tunnels in which a malformed frame ended the tracking.");
    }

    static void add(Exposition out, List<LocationMetrics> locations, QueuedBytes queued) {
        TunnelFamilies families = new TunnelFamilies(out, queued);
        for (LocationMetrics location : locations) {
            String server = location.server();
            String name = location.location();
            location.refused()
                    .byStatus()
                    .forEach((status, count) -> families.refused.add(
                            count, "server", server, "location", name, "status", String.valueOf(status)));
            for (TunnelCounts counts : location.tunnels()) {
                families.add(
                        counts,
                        "server",
                        server,
                        "location",
                        name,
                        "upstream",
                        counts.upstream(),
                        "protocol",
                        counts.protocol());
            }
        }
    }

    private void add(TunnelCounts counts, String... labels) {
        open.add(counts.open(), labels);
        opened.add(counts.total(), labels);
        for (TunnelCounts.Legs legs : TunnelCounts.Legs.values()) {
            if (counts.total(legs) > 0) {
                String[] protocols =
                        with(labels, "client_protocol", legs.client(), "upstream_protocol", legs.upstream());
                legsOpen.add(counts.open(legs), protocols);
                legsOpened.add(counts.total(legs), protocols);
            }
        }
        counts.closes()
                .forEach((how, count) -> closed.add(count.sum(), with(labels, "code", how.code(), "by", how.by())));
        duration.add(counts.duration(), labels);
        for (TunnelCounts.Kind kind : TunnelCounts.Kind.values()) {
            String opcode = kind.name().toLowerCase(Locale.ROOT);
            messages.add(counts.messagesIn(kind), with(labels, "direction", "to_upstream", "opcode", opcode));
            messages.add(counts.messagesOut(kind), with(labels, "direction", "to_client", "opcode", opcode));
        }
        bytes.add(counts.bytesIn(), with(labels, "direction", "to_upstream"));
        bytes.add(counts.bytesOut(), with(labels, "direction", "to_client"));
        queue.add(queued.toUpstream(counts), with(labels, "direction", "to_upstream"));
        queue.add(queued.toClient(counts), with(labels, "direction", "to_client"));
        malformed.add(counts.malformedDirections(), labels);
    }

    private static String[] with(String[] labels, String... more) {
        String[] all = new String[labels.length + more.length];
        System.arraycopy(labels, 0, all, 0, labels.length);
        System.arraycopy(more, 0, all, labels.length, more.length);
        return all;
    }
}
