package io.gangway.config;

/** Computes the memory that nginx needs for the states of a zone, so that a zone holds as many states as in nginx. */
public final class ZoneSize {
    private static final int PAGE = 4096;

    /** nginx's overhead per page, in bytes. */
    private static final int PAGE_HEADER = 24;

    /** nginx's overhead per zone, in bytes. */
    private static final int POOL_HEADER = 632;

    /** Pages for the zone's own tree and name. */
    private static final int ZONE_PAGES = 2;

    private static final int MAX_CHUNK = PAGE / 2;

    private ZoneSize() {}

    /** Minimum size of a zone, in bytes, as in nginx. */
    public static final long MIN = 8 * PAGE;

    /** Bytes available for states in a zone of this size. */
    public static long capacity(long size) {
        return Math.max(1, (size - POOL_HEADER) / (PAGE + PAGE_HEADER) - ZONE_PAGES) * PAGE;
    }

    /** Bytes allocated for one state: a power of two up to half a page, else whole pages. */
    public static int chunk(int bytes) {
        return bytes > MAX_CHUNK ? (bytes + PAGE - 1) / PAGE * PAGE : Integer.highestOneBit(2 * bytes - 1);
    }
}
