package io.gangway.limit;

import io.gangway.config.ZoneSize;
import io.gangway.metrics.LimitCounts;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The leaky buckets of a {@code limit_req_zone}, one per key, shared by all loops and by generations with the same
 * zone. As in nginx, requests are counted in thousandths, rates in thousandths per second, and times in milliseconds.
 * All fields are guarded by this object.
 */
final class Buckets {
    /** Size of nginx's node without the key, in bytes. */
    private static final int NODE = 80;

    /** How long an empty bucket is kept. */
    private static final long KEEP_EMPTY_MILLIS = 60_000;

    private static final int REQUEST = 1000;

    private static final class Bucket {
        private long excess;
        private long last;
    }

    /** Least recently used first. */
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private final LimitCounts decisions = new LimitCounts();
    /** Bytes left in the zone. */
    private long left;

    Buckets(long size) {
        left = ZoneSize.capacity(size);
    }

    /** The decisions of the zone; thread-safe by themselves. */
    LimitCounts decisions() {
        return decisions;
    }

    /**
     * The excess of the bucket if this request were counted: 0 for a new key, -1 if the zone is full. Does not count
     * it.
     */
    synchronized long peek(String key, long now, long rate) {
        Bucket bucket = buckets.get(key);
        if (bucket != null) {
            return excess(bucket, now, rate);
        }
        Bucket created = new Bucket();
        created.excess = -REQUEST;
        created.last = now;
        return add(key, created, now, rate) ? 0 : -1;
    }

    /**
     * The excess of the bucket with this request, which is counted unless the excess would be above {@code max}: 0 for
     * a new key, -1 if the zone is full.
     */
    synchronized long count(String key, long now, long rate, long max) {
        Bucket bucket = buckets.get(key);
        if (bucket != null) {
            long excess = excess(bucket, now, rate);
            return excess > max ? excess : fill(bucket, excess, now);
        }
        Bucket created = new Bucket();
        created.last = now;
        return add(key, created, now, rate) ? 0 : -1;
    }

    private static long fill(Bucket bucket, long excess, long now) {
        bucket.excess = excess;
        bucket.last = Math.max(bucket.last, now);
        return excess;
    }

    private static long excess(Bucket bucket, long now, long rate) {
        return Math.max(0, bucket.excess - rate * Math.max(0, now - bucket.last) / 1000 + REQUEST);
    }

    private boolean add(String key, Bucket bucket, long now, long rate) {
        int needed = bytes(key);
        forget(now, rate, 1);
        if (needed > left) {
            forget(now, rate, 0);
            if (needed > left) {
                return false;
            }
        }
        left -= needed;
        buckets.put(key, bucket);
        return true;
    }

    /**
     * As in nginx, removes up to two buckets that have been empty for a minute; with {@code from} 0, the least recently
     * used bucket is removed first, whatever it holds.
     */
    private void forget(long now, long rate, int from) {
        Iterator<Map.Entry<String, Bucket>> oldest = buckets.entrySet().iterator();
        for (int n = from; n < 3 && oldest.hasNext(); n++) {
            Map.Entry<String, Bucket> entry = oldest.next();
            if (n > 0 && !isExpired(entry.getValue(), now, rate)) {
                return;
            }
            left += bytes(entry.getKey());
            oldest.remove();
        }
    }

    private static boolean isExpired(Bucket bucket, long now, long rate) {
        long age = Math.abs(now - bucket.last);
        return age >= KEEP_EMPTY_MILLIS && bucket.excess - rate * age / 1000 <= 0;
    }

    private static int bytes(String key) {
        return ZoneSize.chunk(NODE + key.length());
    }
}
