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

    /** Memory of an encoder besides its window, at most; measured at level 6. */
    private static final long OVERHEAD = 2 << 20;

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

    /** Whether the memory limit allows another encoder with this window. */
    boolean hasRoom(long window) {
        return BYTES.get() + size(window) <= MAX;
    }

    /**
     * Creates an encoder, to be given back by {@link #end}.
     *
     * @param window in bytes, a power of two
     */
    EncoderJNI.Wrapper begin(int level, long window) throws IOException {
        EncoderJNI.Wrapper encoder =
                new EncoderJNI.Wrapper(INPUT, level, Long.numberOfTrailingZeros(window), Encoder.Mode.GENERIC);
        BYTES.addAndGet(size(window));
        return encoder;
    }

    /** Frees an encoder. */
    void end(EncoderJNI.Wrapper encoder, long window) {
        encoder.destroy();
        BYTES.addAndGet(-size(window));
    }

    private static long size(long window) {
        return 2 * window + OVERHEAD;
    }

    /** The number of bytes that encoders use now, as estimated. */
    static long bytes() {
        return BYTES.get();
    }
}
