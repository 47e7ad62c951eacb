package io.gangway.loop;

/**
 * Measures how long a loop works between two waits, by the clock that it reads anyway. Written by the loop; other
 * threads read values that may be slightly out of date.
 */
final class LoopLoad {
    /** The longest pass is that of the present period and the one before. */
    private static final long PERIOD = 1_000_000_000L;

    private long iterations;
    private long busy;
    private long begun;
    private boolean working;

    private long periodBegun;
    private long longest;
    private long longestBefore;

    /**
     * The loop begins to work.
     *
     * @param now nanoseconds
     */
    void begin(long now) {
        begun = now;
        working = true;
    }

    /** The loop begins to wait. */
    void end(long now) {
        if (!working) {
            return;
        }
        working = false;
        long took = now - begun;
        iterations++;
        busy += took;
        if (now - periodBegun >= PERIOD) {
            longestBefore = now - periodBegun < 2 * PERIOD ? longest : 0;
            longest = 0;
            periodBegun = now;
        }
        longest = Math.max(longest, took);
    }

    long iterations() {
        return iterations;
    }

    /** In nanoseconds, without the present pass. */
    long busy() {
        return busy;
    }

    /** The longest pass of the last one to two seconds, in nanoseconds; the present one counts too. */
    long lag(long now) {
        long present = working ? Math.max(0, now - begun) : 0;
        long age = now - periodBegun;
        long recent = age >= 2 * PERIOD ? 0 : age >= PERIOD ? longest : Math.max(longest, longestBefore);
        return Math.max(present, recent);
    }
}
