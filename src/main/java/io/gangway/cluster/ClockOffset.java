package io.gangway.cluster;

/**
 * Tells how long the messages of a node were under way, beyond the fastest of them: the clocks of two nodes have nothing
 * in common. The fastest one is looked for again every ten minutes, because clocks drift. Used by one thread at a time.
 */
final class ClockOffset {
    private static final long RENEW_MILLIS = 600_000;

    private long least = Long.MAX_VALUE;
    private long sinceMillis;

    /**
     * Takes a message into account.
     *
     * @return its age in milliseconds, at least 0
     */
    long age(long stampMillis, long nowMillis) {
        long offset = nowMillis - stampMillis;
        if (least == Long.MAX_VALUE || nowMillis - sinceMillis > RENEW_MILLIS) {
            least = offset;
            sinceMillis = nowMillis;
        }
        least = Math.min(least, offset);
        return offset - least;
    }
}
