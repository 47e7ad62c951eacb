package io.gangway.brotli;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.aayushatharva.brotli4j.encoder.EncoderJNI;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Creates encoders, which use memory outside of the heap, and limits them. One for each generation, safe for all
 * threads.
 */
final class BrotliEncoders {
    /** Bytes of input that an encoder takes at once. */
    private static final int INPUT = 16 * 1024;

    /** Memory of an encoder besides its window and its table of hashes, at most; measured, as all sizes are. */
    private static final long OVERHEAD = 2 << 20;

    /** The table of hashes at level 5; each level up to 9 doubles it. */
    private static final long HASHES = 2 << 20;

    /** The levels from this one on search in trees, which are as large as several windows. */
    private static final int FIRST_WITH_TREES = 10;

    private static final int FIRST_WITH_LARGE_HASHES = 5;

    /** Up to this window the tables are small. */
    private static final long SMALL_WINDOW = 64 << 10;

    /** As for gzip: half of the maximum size of the heap. */
    private static final long MAX = Math.max(Runtime.getRuntime().maxMemory() / 2, 64 << 20);

    /** Of all generations. */
    private static final AtomicLong BYTES = new AtomicLong();

    private BrotliEncoders() {}

    /**
     * Loads the library.
     *
     * @throws NoClassDefFoundError when the jar is missing
     * @throws UnsatisfiedLinkError when it has no library for this system
     */
    static BrotliEncoders load() {
        Brotli4jLoader.ensureAvailability();
        return new BrotliEncoders();
    }

    /** Whether the memory limit allows another encoder of this level with this window. */
    boolean hasRoom(int level, long window) {
        return BYTES.get() + size(level, window) <= MAX;
    }

    /**
     * Creates an encoder, to be given back by {@link #end}.
     *
     * @param window in bytes, a power of two
     */
    EncoderJNI.Wrapper begin(int level, long window) throws IOException {
        EncoderJNI.Wrapper encoder =
                new EncoderJNI.Wrapper(INPUT, level, Long.numberOfTrailingZeros(window), Encoder.Mode.GENERIC);
        BYTES.addAndGet(size(level, window));
        return encoder;
    }

    /** Frees an encoder. */
    void end(EncoderJNI.Wrapper encoder, int level, long window) {
        encoder.destroy();
        BYTES.addAndGet(-size(level, window));
    }

    private static long size(int level, long window) {
        if (level >= FIRST_WITH_TREES) {
            return 12 * window + 4 * OVERHEAD;
        }
        boolean large = level >= FIRST_WITH_LARGE_HASHES && window > SMALL_WINDOW;
        return 4 * window + OVERHEAD + (large ? HASHES << level - FIRST_WITH_LARGE_HASHES : 0);
    }

    /** The number of bytes that encoders use now, as estimated. */
    static long bytes() {
        return BYTES.get();
    }
}
