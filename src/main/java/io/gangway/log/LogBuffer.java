package io.gangway.log;

import java.util.Arrays;

/**
 * Lines waiting to be written: {@code buffer=}, {@code flush=} and {@code gzip} of {@code access_log}. Guarded by its
 * file.
 */
final class LogBuffer {
    private final byte[] bytes;
    private final long flushMillis;

    /** Null when lines are not compressed. */
    private final GzipQueue gzip;

    private int waiting;

    /**
     * Creates a buffer.
     *
     * @param size in bytes
     * @param flushMillis maximum time that a line waits; 0: until the buffer is full
     * @param gzipLevel from 1 to 9; 0: not compressed
     */
    LogBuffer(int size, long flushMillis, int gzipLevel) {
        bytes = new byte[size];
        this.flushMillis = flushMillis;
        gzip = gzipLevel == 0 ? null : new GzipQueue(gzipLevel);
    }

    boolean isLike(int size, long otherFlushMillis, int gzipLevel) {
        return bytes.length == size
                && flushMillis == otherFlushMillis
                && gzipLevel == (gzip == null ? 0 : gzip.level());
    }

    GzipQueue gzip() {
        return gzip;
    }

    long flushMillis() {
        return flushMillis;
    }

    boolean fits(Line line) {
        return line.length() <= bytes.length - waiting;
    }

    /**
     * Adds a line that fits.
     *
     * @return whether the buffer was empty
     */
    boolean add(Line line) {
        boolean first = waiting == 0;
        System.arraycopy(line.array(), 0, bytes, waiting, line.length());
        waiting += line.length();
        return first;
    }

    boolean isEmpty() {
        return waiting == 0;
    }

    /** Returns the content and empties the buffer. */
    byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, waiting);
        waiting = 0;
        return taken;
    }
}
