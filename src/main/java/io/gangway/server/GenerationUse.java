package io.gangway.server;

import io.gangway.core.Generation;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses a generation, so that it is closed with its last exchange after it was replaced. Safe for all loops. */
public final class GenerationUse {
    private final Generation generation;
    /** All that are not closed yet; this one is among them. */
    private final Collection<GenerationUse> live;
    /** One for being the running generation, and one for each exchange. */
    private final AtomicInteger uses = new AtomicInteger(1);

    /**
     * The first use.
     *
     * @param live a collection for all threads, where it stays until it is closed
     */
    GenerationUse(Generation generation, Collection<GenerationUse> live) {
        this.generation = generation;
        this.live = live;
        live.add(this);
    }

    public Generation generation() {
        return generation;
    }

    /** By who holds it already. */
    GenerationUse retain() {
        uses.incrementAndGet();
        return this;
    }

    /** By who does not hold it: false when it was closed meanwhile. */
    boolean tryRetain() {
        return uses.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /** Gives one use back; the last one closes the generation. */
    public void release() {
        if (uses.decrementAndGet() == 0) {
            live.remove(this);
            generation.close();
        }
    }
}
