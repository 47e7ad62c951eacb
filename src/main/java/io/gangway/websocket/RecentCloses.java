package io.gangway.websocket;

import java.util.ArrayList;
import java.util.List;

/** The tunnels that ended last, a fixed number of them, across all loops and generations. Thread-safe. */
public final class RecentCloses {
    /** How many are remembered. */
    public static final int SIZE = 256;

    private final TunnelClose[] ring = new TunnelClose[SIZE];
    /** The number of all closes so far; the next one goes to this index, modulo the size. */
    private long count;

    synchronized void add(TunnelClose close) {
        ring[(int) (count++ % SIZE)] = close;
    }

    /** The number of all closes since the start of the process. */
    public synchronized long count() {
        return count;
    }

    /**
     * The closes after the first {@code seen} ones, newest first, as far as they are remembered.
     *
     * @param seen a former value of {@link #count()}; 0 for all
     */
    public synchronized List<TunnelClose> since(long seen) {
        List<TunnelClose> closes = new ArrayList<>();
        for (long at = count - 1; at >= Math.max(seen, count - SIZE); at--) {
            closes.add(ring[(int) (at % SIZE)]);
        }
        return closes;
    }
}
