package io.gangway.prometheus;

import io.gangway.websocket.Rebalances;

/** The metrics of {@code websocket_rebalance}, for each upstream that has it. */
final class RebalanceFamilies {
    private RebalanceFamilies() {}

    static void add(Exposition out, Rebalances rebalances) {
        String prefix = "gangway_websocket_rebalance";
        Family active = out.gauge(prefix + "_active", "Whether WebSockets are being closed to rebalance: 0 or 1.");
        Family runs = out.counter(prefix + "s_total", "How often a server of the upstream joined and got WebSockets.");
        Family closed = out.counter(prefix + "_closed_total", "WebSockets that were closed to rebalance.");
        for (Rebalances.Status each : rebalances.all()) {
            active.add(each.active() ? 1 : 0, "upstream", each.upstream());
            runs.add(each.runs(), "upstream", each.upstream());
            closed.add(each.closed(), "upstream", each.upstream());
        }
    }
}
