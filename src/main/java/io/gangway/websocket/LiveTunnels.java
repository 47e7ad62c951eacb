package io.gangway.websocket;

import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The open tunnels of all loops and generations, and those that ended last. A service of each generation. Each loop owns
 * the list of its tunnels; who looks asks every loop by a task, and nothing is computed while nobody does. Thread-safe.
 */
public final class LiveTunnels {
    /** A question about the tunnels of a loop. */
    @FunctionalInterface
    public interface Question<T> {
        /** Runs on the loop; the tunnels are in the order of their opening. */
        T ask(EventLoop loop, Iterable<LiveTunnel> tunnels);
    }

    private final AtomicLong ids = new AtomicLong();
    /** The loops that have had a tunnel. */
    private final List<EventLoop> loops = new CopyOnWriteArrayList<>();

    private final RecentCloses closes = new RecentCloses();

    LiveTunnels() {}

    /** Adds a tunnel. On its loop. */
    LiveTunnel opened(Exchange exchange, RelayTunnel tunnel) {
        LiveTunnel live = new LiveTunnel(ids.incrementAndGet(), exchange, tunnel);
        EventLoop loop = exchange.loop();
        loop.local(this, () -> list(loop)).add(live);
        return live;
    }

    private LoopTunnels list(EventLoop loop) {
        loops.add(loop);
        return new LoopTunnels();
    }

    /** Removes a tunnel that has ended. On its loop. */
    void closed(EventLoop loop, LiveTunnel tunnel, TunnelState state) {
        loop.<LoopTunnels>local(this, LoopTunnels::new).remove(tunnel);
        closes.add(tunnel.close(state));
    }

    /** The tunnels that ended last. */
    public RecentCloses closes() {
        return closes;
    }

    /**
     * Asks all loops. The result is passed on soon, never within this call.
     *
     * @param asker the loop of the caller
     * @param question runs on each loop that has had tunnels
     * @param then receives the result of each of these loops, on the asker's loop
     */
    public <T> void ask(EventLoop asker, Question<T> question, Consumer<List<T>> then) {
        List<EventLoop> asked = List.copyOf(loops);
        List<T> results = new ArrayList<>(asked.size());
        if (asked.isEmpty()) {
            asker.execute(() -> then.accept(results));
        }
        for (EventLoop loop : asked) {
            loop.execute(() -> {
                T result = question.ask(loop, loop.local(this, LoopTunnels::new));
                asker.execute(() -> {
                    results.add(result);
                    if (results.size() == asked.size()) {
                        then.accept(results);
                    }
                });
            });
        }
    }

    /**
     * Looks for a tunnel.
     *
     * @param asker the loop of the caller
     * @param then receives it, or null, on the asker's loop
     */
    public void find(EventLoop asker, long id, Consumer<LiveTunnel> then) {
        ask(
                asker,
                (loop, tunnels) -> {
                    for (LiveTunnel tunnel : tunnels) {
                        if (tunnel.id() == id) {
                            return tunnel;
                        }
                    }
                    return null;
                },
                found -> then.accept(
                        found.stream().filter(Objects::nonNull).findFirst().orElse(null)));
    }
}
