package io.gangway.limit;

import io.gangway.config.SyncZone;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A {@code limit_req_zone} with {@code sync}. Each node tells the others how many requests it has let through, and they
 * add them to their own buckets, so that all buckets of a key drain at one rate for all nodes.
 *
 * @param key of the zone, as written
 * @param rate thousandths of a request per second
 */
record SyncBuckets(String name, String key, long rate, Buckets buckets) implements SyncZone {
    /** Later than this a request is no longer news: a node that was cut off or stopped does not count it again. */
    private static final long MAX_AGE_MILLIS = 3000;

    private static final long MAX_LEVEL = Long.MAX_VALUE / 1_000_000;

    @Override
    public String shape() {
        return "limit_req " + rate + " " + key;
    }

    @Override
    public void share(boolean on) {
        buckets.share(on);
    }

    @Override
    public void collect(Extent extent, long nowMillis, Consumer<byte[]> records) {
        if (extent == Extent.ALL) {
            buckets.all(nowMillis, rate, records);
        } else {
            buckets.changes(records);
        }
    }

    @Override
    public void apply(Object node, Extent extent, ByteBuffer record, long nowMillis, long ageMillis) {
        long number = record.getLong();
        String of = StandardCharsets.ISO_8859_1.decode(record).toString();
        if (extent == Extent.ALL) {
            buckets.raise(of, level(number, ageMillis), nowMillis, rate);
            return;
        }
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(number + " requests");
        }
        if (ageMillis <= MAX_AGE_MILLIS) {
            buckets.add(of, number, nowMillis - ageMillis, rate);
        }
    }

    /** What is left now of an excess. */
    private long level(long then, long ageMillis) {
        if (then > MAX_LEVEL) {
            throw new IllegalArgumentException("an excess of " + then);
        }
        return then - rate * ageMillis / 1000;
    }

    @Override
    public int pending() {
        return buckets.unsent();
    }

    @Override
    public int total() {
        return buckets.count();
    }
}
