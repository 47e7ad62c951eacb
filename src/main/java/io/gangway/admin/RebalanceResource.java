package io.gangway.admin;

import io.gangway.exchange.PhaseResult;
import io.gangway.websocket.LiveTunnel;
import io.gangway.websocket.LiveTunnels;
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
     * {@code POST rebalance?share=0.25 | count=500 [&upstream=NAME] [&rate=50]}: those that have been open longest are
     * closed with 1012, each between two messages, at a random time of its slot.
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
        tunnels.ask(request.exchange().loop(), (loop, open) -> count(open, upstream), request.later(counts -> {
            int all = counts.stream().mapToInt(each -> each).sum();
            int closing = share == null ? Math.min(number, all) : (int) Math.round(part * all);
            close(request, upstream, closing, all, rate);
        }));
        return PhaseResult.PENDING;
    }

    private static int count(Iterable<LiveTunnel> open, String upstream) {
        int count = 0;
        for (LiveTunnel tunnel : open) {
            count += concerns(tunnel, upstream) ? 1 : 0;
        }
        return count;
    }

    private static boolean concerns(LiveTunnel tunnel, String upstream) {
        return tunnel.isSettled()
                && (upstream == null || upstream.equals(tunnel.counts().upstream()));
    }

    /** Each loop closes the same part of its own. */
    private void close(ApiRequest request, String upstream, int closing, int all, int rate) {
        AtomicInteger slots = new AtomicInteger();
        tunnels.ask(
                request.exchange().loop(),
                (loop, open) -> {
                    int left = (int) Math.ceil((double) count(open, upstream) * closing / Math.max(1, all));
                    for (LiveTunnel tunnel : open) {
                        if (left > 0 && concerns(tunnel, upstream)) {
                            int slot = slots.getAndIncrement();
                            if (slot >= closing) {
                                break;
                            }
                            double within = slot + ThreadLocalRandom.current().nextDouble();
                            tunnel.restart((long) (within * SECOND_MILLIS / rate));
                            left--;
                        }
                    }
                    return loop;
                },
                request.later(done -> request.accepted(new JsonText()
                        .put("tunnels", all)
                        .put("closing", Math.min(closing, slots.get()))
                        .put("within_ms", Math.round(closing * SECOND_MILLIS / rate))
                        .toString())));
    }
}
