package io.gangway.cache;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Work on the files of a cache in the background, in short turns. */
interface CacheJob extends AutoCloseable {
    /** The result of a turn: the job has ended. */
    long ENDED = -1;

    /**
     * Runs a turn. Blocks.
     *
     * @param nowSeconds of the monotonic clock
     * @param stopped asked after each file
     * @return milliseconds until the next turn, or {@link #ENDED}
     */
    long run(long nowSeconds, BooleanSupplier stopped) throws IOException;

    /** Frees what it has open. Any thread; idempotent. */
    @Override
    default void close() {}
}
