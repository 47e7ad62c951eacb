package io.gangway.websocket;

import io.gangway.loop.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The WebSockets to one {@code upstream} that nothing is going to close, of all loops and generations.
 *
 * @param name of the {@code upstream}
 */
record UpstreamTunnels(LiveTunnels all, String name) {
    private boolean isOurs(LiveTunnel tunnel) {
        return tunnel.isSettled() && tunnel.target().upstream().equals(name);
    }

    /**
     * Counts them.
     *
     * @param then receives the numbers by the address of the server, on the asker's loop
     */
    void count(EventLoop asker, Consumer<Map<String, Integer>> then) {
        all.ask(asker, (loop, tunnels) -> count(tunnels), loops -> then.accept(sum(loops)));
    }

    private Map<String, Integer> count(Iterable<LiveTunnel> tunnels) {
        Map<String, Integer> counts = new HashMap<>();
        for (LiveTunnel tunnel : tunnels) {
            if (isOurs(tunnel)) {
                counts.merge(tunnel.target().peer(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static Map<String, Integer> sum(List<Map<String, Integer>> loops) {
        Map<String, Integer> sum = new HashMap<>();
        loops.forEach(counts -> counts.forEach((peer, count) -> sum.merge(peer, count, Integer::sum)));
        return sum;
    }

    /**
     * Closes some, of each loop those first that were opened first: so nobody who has come back is closed again.
     *
     * @param quotas how many of each server
     * @param stays those that must not be closed; called on their loops
     * @param withinMillis each is closed at a random time from now on
     * @param then receives how many, on the asker's loop
     */
    void restart(
            EventLoop asker,
            Map<String, Integer> quotas,
            Predicate<LiveTunnel> stays,
            long withinMillis,
            Consumer<Integer> then) {
        Map<String, AtomicInteger> left = new ConcurrentHashMap<>();
        quotas.forEach((peer, quota) -> left.put(peer, new AtomicInteger(quota)));
        all.ask(
                asker,
                (loop, tunnels) -> restart(tunnels, left, stays, withinMillis),
                loops -> then.accept(loops.stream().mapToInt(each -> each).sum()));
    }

    private int restart(
            Iterable<LiveTunnel> tunnels,
            Map<String, AtomicInteger> left,
            Predicate<LiveTunnel> stays,
            long withinMillis) {
        int closed = 0;
        for (LiveTunnel tunnel : tunnels) {
            AtomicInteger quota = left.get(tunnel.target().peer());
            if (quota != null && quota.get() > 0 && isOurs(tunnel) && !stays.test(tunnel) && take(quota)) {
                tunnel.restart(ThreadLocalRandom.current().nextLong(1, withinMillis));
                closed++;
            }
        }
        return closed;
    }

    private static boolean take(AtomicInteger quota) {
        return quota.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
}
