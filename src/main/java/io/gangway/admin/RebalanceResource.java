package io.gangway.admin;

import io.gangway.exchange.PhaseResult;
import io.gangway.exchange.TunnelFactory;
import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.LiveTunnels;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code rebalance}: closes a part of the WebSockets of this node, so that their clients come back to another one. */
final class RebalanceResource {
    private static final int PER_SECOND = 50;
    private static final int MAX_RATE = 100_000;
    private static final double SECOND_MILLIS = 1000;

    private final LiveTunnels tunnels;

    RebalanceResource(LiveTunnels tunnels) {
        this.tunnels = tunnels;
    }

    /**
     * {@code POST rebalance?share=0.25 | count=500 [&upstream=NAME] [&rate=50]}: the same part of each server, those
     * that have been open longest, is closed with 1012, each between two messages, at a random time of its slot.
     */
    PhaseResult post(ApiRequest request) {
        String upstream = request.argument("upstream");
        String share = request.argument("share");
        String count = request.argument("count");
        if ((share == null) == (count == null)) {
            return request.refuse(400, "InvalidArgument", "either \"share\" or \"count\" is needed");
        }
        double part = share == null ? 0 : Double.parseDouble(share);
        int number = count == null ? 0 : Integer.parseInt(count);
        String rateText = request.argument("rate");
        int rate = rateText == null ? PER_SECOND : Integer.parseInt(rateText);
        if (!(part >= 0 && part <= 1) || number < 0 || rate < 1 || rate > MAX_RATE) {
            return request.refuse(400, "InvalidArgument", "invalid argument in the query");
        }
        tunnels.ask(request.exchange().loop(), (loop, open) -> count(open, upstream), request.later(loops -> {
            Map<TunnelFactory.Target, Integer> counts = new HashMap<>();
            loops.forEach(each -> each.forEach((target, open) -> counts.merge(target, open, Integer::sum)));
            int all = counts.values().stream().mapToInt(each -> each).sum();
            int closing = share == null ? Math.min(number, all) : (int) Math.round(part * all);
            close(request, parts(counts, all, closing), closing, all, rate);
        }));
        return PhaseResult.PENDING;
    }

    private static Map<TunnelFactory.Target, Integer> count(Iterable<LiveTunnel> open, String upstream) {
        Map<TunnelFactory.Target, Integer> counts = new HashMap<>();
        for (LiveTunnel tunnel : open) {
            if (tunnel.isSettled() && (upstream == null || upstream.equals(tunnel.target().upstream()))) {
                counts.merge(tunnel.target(), 1, Integer::sum);
            }
        }
        return counts;
    }

    /** How many of each server are closed: the same part of all, so that servers that are even stay even. */
    private static Map<TunnelFactory.Target, AtomicInteger> parts(
            Map<TunnelFactory.Target, Integer> counts, int all, int closing) {
        Map<TunnelFactory.Target, AtomicInteger> parts = new HashMap<>();
        long open = 0;
        for (Map.Entry<TunnelFactory.Target, Integer> server : counts.entrySet()) {
            long before = Math.round((double) open * closing / all);
            open += server.getValue();
            long upTo = Math.round((double) open * closing / all);
            parts.put(server.getKey(), new AtomicInteger((int) (upTo - before)));
        }
        return parts;
    }

    private void close(
            ApiRequest request, Map<TunnelFactory.Target, AtomicInteger> left, int closing, int all, int rate) {
        AtomicInteger slots = new AtomicInteger();
        tunnels.ask(
                request.exchange().loop(),
                (loop, open) -> {
                    for (LiveTunnel tunnel : open) {
                        AtomicInteger ofServer = left.get(tunnel.target());
                        if (ofServer != null && tunnel.isSettled() && take(ofServer)) {
                            double within =
                                    slots.getAndIncrement() + ThreadLocalRandom.current().nextDouble();
                            tunnel.restart((long) (within * SECOND_MILLIS / rate));
                        }
                    }
                    return loop;
                },
                request.later(done -> request.accepted(new JsonText()
                        .put("tunnels", all)
                        .put("closing", slots.get())
                        .put("within_ms", Math.round(closing * SECOND_MILLIS / rate))
                        .toString())));
    }

    private static boolean take(AtomicInteger left) {
        return left.getAndUpdate(each -> Math.max(0, each - 1)) > 0;
    }
}
