package io.gangway.content;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.eclipse.jetty.util.compression.InflaterPool;

/**
 * The inflaters and deflaters of a generation. Their memory is outside of the heap: some 44 KiB for an inflater, 260
 * KiB for a deflater. A few are kept for the next use, all are ended with the generation. Whoever may leave bytes as they are
 * asks before whether there {@link #hasRoom() is room} for a deflater. Safe for all threads.
 */
public final class Codecs implements AutoCloseable {
    /** How many of a kind are kept. */
    private static final int MAX_KEPT = 32;

    private static final int LEVELS = 9;

    private static final long DEFLATER_SIZE = 260 * 1024;

    /** Half of the largest heap's size, but never less than a few deflaters. */
    private final long maxBytes;

    /** How many of a level are kept: those of all levels leave half of the room. */
    private final int kept;

    /** What deflaters take now. */
    private final AtomicLong bytes = new AtomicLong();

    private final Map<Integer, DeflaterPool> deflaters = new HashMap<>();
    /** Null before the first bridge that compresses. */
    private InflaterPool inflaters;

    /** None yet; whoever makes it closes it. */
    public Codecs() {
        this(Math.max(Runtime.getRuntime().maxMemory() / 2, 2 * MAX_KEPT * DEFLATER_SIZE));
    }

    /**
     * None yet.
     *
     * @param maxBytes that deflaters may take
     */
    Codecs(long maxBytes) {
        this.maxBytes = maxBytes;
        kept = (int) Math.max(1, Math.min(MAX_KEPT, maxBytes / DEFLATER_SIZE / 2 / LEVELS));
    }

    /** Whether another deflater may be used. */
    public boolean hasRoom() {
        return bytes.get() + DEFLATER_SIZE <= maxBytes;
    }

    /** Inflaters of bare deflate data. */
    public synchronized InflaterPool inflaters() {
        if (inflaters == null) {
            inflaters = started(new InflaterPool(MAX_KEPT, true));
        }
        return inflaters;
    }

    /** Deflaters of bare deflate data, of a level from 1 to 9. */
    public synchronized DeflaterPool deflaters(int level) {
        return deflaters.computeIfAbsent(level, l -> started(new Deflaters(l)));
    }

    private static <T extends LifeCycle> T started(T pool) {
        LifeCycle.start(pool);
        return pool;
    }

    /** Counts what there is of them. */
    private final class Deflaters extends DeflaterPool {
        Deflaters(int level) {
            super(kept, level, true);
        }

        @Override
        protected Deflater newPooled() {
            bytes.addAndGet(DEFLATER_SIZE);
            return super.newPooled();
        }

        @Override
        protected void end(Deflater deflater) {
            bytes.addAndGet(-DEFLATER_SIZE);
            super.end(deflater);
        }
    }

    @Override
    public synchronized void close() {
        if (inflaters != null) {
            LifeCycle.stop(inflaters);
        }
        deflaters.values().forEach(pool -> LifeCycle.stop(pool));
    }
}
