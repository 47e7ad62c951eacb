package io.gangway.content;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.Deflater;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.eclipse.jetty.util.compression.InflaterPool;

/**
 * The inflaters and deflaters of a generation. They use memory outside of the heap: about 44 KiB for an inflater, 260
 * KiB for a deflater. A few are pooled; all are ended with the generation. Code that may send bytes uncompressed checks
 * {@link #hasRoom()} before it uses a deflater. Safe for all threads.
 */
public final class Codecs implements AutoCloseable {
    /** Maximum number of pooled codecs of a kind. */
    private static final int MAX_KEPT = 32;

    private static final int LEVELS = 9;

    private static final long DEFLATER_SIZE = 260 * 1024;

    /** Half of the maximum heap size, but at least the size of a few deflaters. */
    private final long maxBytes;

    /** Maximum number of pooled deflaters of a level; those of all levels together leave half of the limit free. */
    private final int maxPerLevel;

    /** Memory of all deflaters. */
    private final AtomicLong bytes = new AtomicLong();

    private final Map<Integer, DeflaterPool> deflaters = new HashMap<>();
    /** Null until a bridge compresses. */
    private InflaterPool inflaters;

    /** Creates empty pools; the caller closes them. */
    public Codecs() {
        this(Math.max(Runtime.getRuntime().maxMemory() / 2, 2 * MAX_KEPT * DEFLATER_SIZE));
    }

    /**
     * Creates empty pools.
     *
     * @param maxBytes memory limit for deflaters
     */
    Codecs(long maxBytes) {
        this.maxBytes = maxBytes;
        maxPerLevel = (int) Math.max(1, Math.min(MAX_KEPT, maxBytes / DEFLATER_SIZE / 2 / LEVELS));
    }

    /** Whether the memory limit allows another deflater. */
    public boolean hasRoom() {
        return bytes.get() + DEFLATER_SIZE <= maxBytes;
    }

    /** Inflaters of raw deflate data. */
    public synchronized InflaterPool inflaters() {
        if (inflaters == null) {
            inflaters = started(new InflaterPool(MAX_KEPT, true));
        }
        return inflaters;
    }

    /** Deflaters of raw deflate data, of a level from 1 to 9. */
    public synchronized DeflaterPool deflaters(int level) {
        return deflaters.computeIfAbsent(level, l -> started(new Deflaters(l)));
    }

    private static <T extends LifeCycle> T started(T pool) {
        LifeCycle.start(pool);
        return pool;
    }

    /** Counts the memory of its deflaters. */
    private final class Deflaters extends DeflaterPool {
        Deflaters(int level) {
            super(maxPerLevel, level, true);
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
