package io.gangway.server.connection;

import io.gangway.exchange.Generation;
import io.gangway.exchange.GenerationStats;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses a generation, so that it is closed with its last exchange after it was replaced. Safe for all loops. */
public final class GenerationRef {
    private final Generation generation;
    private final long number;
    /** All that are not closed yet; this one is among them. */
    private final Collection<GenerationRef> live;
    /** One for being the running generation, one for each connection and one for each exchange. */
    private final AtomicInteger uses = new AtomicInteger(1);

    private final AtomicInteger connections = new AtomicInteger();

    /**
     * The first use.
     *
     * @param live a collection for all threads, where it stays until it is closed
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

    /** Later ones have greater numbers. */
    public long number() {
        return number;
    }

    /** By who holds it already. */
    GenerationRef retain() {
        uses.incrementAndGet();
        return this;
    }

    /** By who does not hold it: false when it was closed meanwhile. */
    public boolean tryRetain() {
        return uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Gives one use back; the last one closes the generation. */
    public void release() {
        if (uses.decrementAndGet() == 0) {
            live.remove(this);
            generation.close();
        }
    }

    /** Who retained it is a connection. */
    void connected() {
        connections.incrementAndGet();
    }

    /** A connection releases it. */
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
