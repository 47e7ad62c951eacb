package io.gangway.limit;

/** How much memory nginx needs for the states of a zone: so many of ours are kept, whatever they take here. */
final class ZoneSize {
    private static final int PAGE = 4096;

    /** nginx keeps so much for each page, and so much for the whole zone. */
    private static final int PAGE_HEADER = 24;

    private static final int POOL_HEADER = 632;

    /** The zone's own tree and name stand on pages of their own. */
    private static final int PAGES_OF_THE_ZONE = 2;

    private static final int LARGEST_CHUNK = PAGE / 2;

    private ZoneSize() {}

    /** The smallest zone that nginx accepts. */
    static final long MIN = 8 * PAGE;

    /** Bytes for states in a zone of so many bytes. */
    static long capacity(long size) {
        return Math.max(1, (size - POOL_HEADER) / (PAGE + PAGE_HEADER) - PAGES_OF_THE_ZONE) * PAGE;
    }

    /** Bytes that one state takes: powers of two, then whole pages. */
    static int chunk(int bytes) {
        return bytes > LARGEST_CHUNK ? (bytes + PAGE - 1) / PAGE * PAGE : Integer.highestOneBit(2 * bytes - 1);
    }
}
