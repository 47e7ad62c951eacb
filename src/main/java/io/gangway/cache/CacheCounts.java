package io.gangway.cache;

import java.util.concurrent.atomic.LongAdder;

/** Counts the responses of a cache by their status, and their bytes. Thread-safe. */
public final class CacheCounts {
    /** The values of {@code $upstream_cache_status}. */
    public enum Status {
        MISS,
        BYPASS,
        EXPIRED,
        STALE,
        UPDATING,
        REVALIDATED,
        HIT
    }

    private final LongAdder[] responses = adders();
    private final LongAdder[] bytes = adders();
    private final LongAdder[] written = adders();
    private final LongAdder[] writtenBytes = adders();

    private static LongAdder[] adders() {
        LongAdder[] adders = new LongAdder[Status.values().length];
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /**
     * Counts a response.
     *
     * @param sent length of its body, in bytes
     */
    public void count(Status status, long sent) {
        responses[status.ordinal()].increment();
        bytes[status.ordinal()].add(sent);
    }

    /** Number of responses with that status. */
    public long responses(Status status) {
        return responses[status.ordinal()].sum();
    }

    /** Length of the bodies of these responses, in bytes. */
    public long bytes(Status status) {
        return bytes[status.ordinal()].sum();
    }

    /**
     * Counts a response that was stored.
     *
     * @param length of its body, in bytes
     */
    public void countWritten(Status status, long length) {
        written[status.ordinal()].increment();
        writtenBytes[status.ordinal()].add(length);
    }

    /** Number of responses with that status that were stored. */
    public long written(Status status) {
        return written[status.ordinal()].sum();
    }

    /** Length of the bodies that were stored for responses with that status, in bytes. */
    public long writtenBytes(Status status) {
        return writtenBytes[status.ordinal()].sum();
    }

    /** Sets all counts to 0. */
    public void reset() {
        for (LongAdder[] adders : new LongAdder[][] {responses, bytes, written, writtenBytes}) {
            for (LongAdder adder : adders) {
                adder.reset();
            }
        }
    }
}
