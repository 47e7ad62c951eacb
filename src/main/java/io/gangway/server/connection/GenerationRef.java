package io.gangway.server.connection;

import io.gangway.exchange.Generation;
import io.gangway.metrics.GenerationStats;
import java.time.Instant;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the uses of a generation, so that a replaced one is closed with its last exchange. Thread-safe. */
public final class GenerationRef {
    private final Generation generation;
    private final long number;
    private final Instant loaded = Instant.now();
    /** All open generations, including this one. */
    private final Collection<GenerationRef> live;
    /** One use for running, one for each connection and one for each exchange. */
    private final AtomicInteger uses = new AtomicInteger(1);

    private final AtomicInteger connections = new AtomicInteger();
    private volatile boolean cutOff;

    /**
     * Creates a reference with one use.
     *
     * @param number greater than those of older generations
     * @param live a thread-safe collection that contains it until it is closed
     */
    public GenerationRef(Generation generation, long number, Collection<GenerationRef> live) {
        this.generation = generation;
        this.number = number;
        this.live = live;
        live.add(this);
    }

    public Generation generation() {
        return generation;
    }

    /** Greater than those of older generations. */
    public long number() {
        return number;
    }

    /** When it was loaded. */
    public Instant loaded() {
        return loaded;
    }

    /** {@code worker_shutdown_timeout} is over: what still uses it, or begins to, is cut off. */
    public void cutOff() {
        cutOff = true;
    }

    boolean isCutOff() {
        return cutOff;
    }

    /** Adds a use; only for callers that hold one already. */
    GenerationRef retain() {
        uses.incrementAndGet();
        return this;
    }

    /** Adds a use, for callers that hold none; false when the generation has been closed meanwhile. */
    public boolean tryRetain() {
        return uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Removes a use; the last one closes the generation. */
    public void release() {
        if (uses.decrementAndGet() == 0) {
            live.remove(this);
            generation.close();
        }
    }

    /** Marks one use as that of a connection. */
    void connected() {
        connections.incrementAndGet();
    }

    /** Removes the use of a connection. */
    void disconnected() {
        connections.decrementAndGet();
        release();
    }

    public GenerationStats gauge(boolean running) {
        int connected = connections.get();
        int exchanges = Math.max(0, uses.get() - connected - (running ? 1 : 0));
        return new GenerationStats(
                number, running, connected, exchanges, generation.tunnels().count());
    }
}
