package io.gangway.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/** Counts durations in fixed buckets, without allocation. Thread-safe. */
public final class Histogram {
    /** Upper bounds of the buckets in milliseconds, ascending; the last bucket has none. */
    private final long[] bounds;

    private final LongAdder[] buckets;
    private final LongAdder sum = new LongAdder();

    /**
     * Creates an empty histogram.
     *
     * @param bounds upper bounds in milliseconds, ascending; not changed afterwards
     */
    public Histogram(long... bounds) {
        this.bounds = bounds;
        buckets = new LongAdder[bounds.length + 1];
        Arrays.setAll(buckets, i -> new LongAdder());
    }

    /** For the times of requests: 5 ms to 10 s, the buckets of nginx Plus and of most Prometheus clients. */
    public static Histogram ofRequests() {
        return new Histogram(5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000);
    }

    /** Counts a duration. */
    public void record(long millis) {
        int bucket = 0;
        while (bucket < bounds.length && millis > bounds[bucket]) {
            bucket++;
        }
        buckets[bucket].increment();
        sum.add(millis);
    }

    /** The sum of all durations, in milliseconds. */
    public long sumMillis() {
        return sum.sum();
    }

    /** The number of durations. */
    public long count() {
        return Arrays.stream(counts()).sum();
    }

    /** The number of durations in each bucket, not cumulative; one more than there are bounds. */
    public long[] counts() {
        return Arrays.stream(buckets).mapToLong(LongAdder::sum).toArray();
    }

    /** The upper bound of a bucket in milliseconds; the last bucket has none. */
    public long boundMillis(int bucket) {
        return bounds[bucket];
    }

    /** The upper bounds in seconds; the last one is infinite. */
    public double[] boundsSeconds() {
        double[] seconds = new double[buckets.length];
        Arrays.setAll(seconds, i -> i < bounds.length ? bounds[i] / 1000.0 : Double.POSITIVE_INFINITY);
        return seconds;
    }

    void reset() {
        for (LongAdder bucket : buckets) {
            bucket.reset();
        }
        sum.reset();
    }
}
