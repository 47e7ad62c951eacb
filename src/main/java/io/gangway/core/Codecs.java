package io.gangway.core;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.eclipse.jetty.util.compression.InflaterPool;

/**
 * The inflaters and deflaters of a generation. Their memory is outside of the heap: some 44 KiB for an inflater, 260
 * KiB for a deflater. A few are kept for the next use, all are ended with the generation. Safe for all threads.
 */
public final class Codecs implements AutoCloseable {
    /** How many of a kind are kept. */
    private static final int MOST_KEPT = 32;

    private final Map<Integer, DeflaterPool> deflaters = new HashMap<>();
    /** Null before the first bridge that compresses. */
    private InflaterPool inflaters;

    /** None yet; whoever makes it closes it. */
    public Codecs() {}

    /** Those of a generation in the making, closed with it. */
    public static Codecs of(Drawing drawing) {
        Codecs codecs = drawing.service(Codecs.class);
        if (codecs == null) {
            codecs = drawing.owns(new Codecs());
            drawing.service(Codecs.class, codecs);
        }
        return codecs;
    }

    /** Inflaters of bare deflate data. */
    public synchronized InflaterPool inflaters() {
        if (inflaters == null) {
            inflaters = started(new InflaterPool(MOST_KEPT, true));
        }
        return inflaters;
    }

    /** Deflaters of bare deflate data, of a level from 1 to 9. */
    public synchronized DeflaterPool deflaters(int level) {
        return deflaters.computeIfAbsent(level, l -> started(new DeflaterPool(MOST_KEPT, l, true)));
    }

    private static <T extends LifeCycle> T started(T pool) {
        LifeCycle.start(pool);
        return pool;
    }

    @Override
    public synchronized void close() {
        if (inflaters != null) {
            LifeCycle.stop(inflaters);
        }
        deflaters.values().forEach(pool -> LifeCycle.stop(pool));
    }
}
