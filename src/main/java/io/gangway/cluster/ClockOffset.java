package io.gangway.cluster;

/**
 * Tells how long the messages of a node were under way, beyond the fastest of them: the clocks of two nodes have nothing
 * in common. The fastest one is looked for again every ten minutes, because clocks drift. Used by one thread at a time.
 */
final class ClockOffset {
    private static final long RENEW_MILLIS = 600_000;

    /** What {@link System#nanoTime} can be, in milliseconds. */
    private static final long MAX_STAMP = Long.MAX_VALUE / 1_000_000;

    private long least = Long.MAX_VALUE;
    private long sinceMillis;

    /**
     * Takes a message into account.
     *
     * @return its age in milliseconds, at least 0
     * @throws IllegalArgumentException if it is no stamp of a clock
     */
    long age(long stampMillis, long nowMillis) {
        if (Math.abs(stampMillis) > MAX_STAMP || stampMillis == Long.MIN_VALUE) {
            throw new IllegalArgumentException("its clock is at " + stampMillis);
        }
        long offset = nowMillis - stampMillis;
        if (least == Long.MAX_VALUE || nowMillis - sinceMillis > RENEW_MILLIS) {
            least = offset;
            sinceMillis = nowMillis;
        }
        least = Math.min(least, offset);
        return offset - least;
    }
}
