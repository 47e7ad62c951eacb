package io.gangway.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts responses by status. Thread-safe. */
public final class ResponseCounts {
    private static final int MIN = 100;
    private static final int MAX = 599;

    /** The counters by status, each created on first use. */
    private final AtomicReferenceArray<LongAdder> statuses = new AtomicReferenceArray<>(MAX - MIN + 1);

    /** Counts a response; a status outside of 100 to 599 is ignored. */
    public void count(int status) {
        if (status >= MIN && status <= MAX) {
            counter(status - MIN).increment();
        }
    }

    private LongAdder counter(int index) {
        LongAdder counter = statuses.get(index);
        if (counter != null) {
            return counter;
        }
        statuses.compareAndSet(index, null, new LongAdder());
        return statuses.get(index);
    }

    /**
     * Responses of a class.
     *
     * @param first 1 for 1xx, to 5 for 5xx
     */
    public long ofClass(int first) {
        long sum = 0;
        for (int i = 0; i < 100; i++) {
            sum += at(100 * first - MIN + i);
        }
        return sum;
    }

    private long at(int index) {
        LongAdder counter = statuses.get(index);
        return counter == null ? 0 : counter.sum();
    }

    /** All responses. */
    public long total() {
        long sum = 0;
        for (int i = 0; i < statuses.length(); i++) {
            sum += at(i);
        }
        return sum;
    }

    /** The numbers by status, ascending, without those that are 0. */
    public Map<Integer, Long> byStatus() {
        Map<Integer, Long> all = new TreeMap<>();
        for (int i = 0; i < statuses.length(); i++) {
            if (at(i) > 0) {
                all.put(MIN + i, at(i));
            }
        }
        return all;
    }

    void reset() {
        for (int i = 0; i < statuses.length(); i++) {
            if (statuses.get(i) != null) {
                statuses.get(i).reset();
            }
        }
    }
}
