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
        of(exchange.loop()).add(live);
        return live;
    }

    /** The tunnels of a loop. On that loop. */
    LoopTunnels of(EventLoop loop) {
        return loop.local(this, () -> {
            loops.add(loop);
            return new LoopTunnels();
        });
    }

    /** Removes a tunnel that has ended. On its loop. */
    void closed(EventLoop loop, LiveTunnel tunnel, TunnelState state) {
        of(loop).remove(tunnel);
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
     * @param then receives the results of these loops, except of one where the question has failed; on the asker's loop
     */
    public <T> void ask(EventLoop asker, Question<T> question, Consumer<List<T>> then) {
        List<EventLoop> asked = List.copyOf(loops);
        Results<T> results = new Results<>(asked.size(), then);
        if (asked.isEmpty()) {
            asker.execute(() -> then.accept(List.of()));
        }
        for (EventLoop loop : asked) {
            loop.execute(() -> {
                Runnable received = results::failed;
                try {
                    T result = question.ask(loop, of(loop));
                    received = () -> results.add(result);
                } finally {
                    asker.execute(received);
                }
            });
        }
    }

    /** The results of all loops but those where the question failed, which their loop logs. Confined to the asker's loop. */
    private static final class Results<T> {
        private final List<T> all;
        private final Consumer<List<T>> then;
        private int missing;

        Results(int loops, Consumer<List<T>> then) {
            all = new ArrayList<>(loops);
            this.then = then;
            missing = loops;
        }

        void add(T result) {
            all.add(result);
            failed();
        }

        void failed() {
            missing--;
            if (missing == 0) {
                then.accept(all);
            }
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
