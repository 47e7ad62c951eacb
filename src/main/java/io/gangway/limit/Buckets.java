package io.gangway.limit;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The leaky buckets of a {@code limit_req_zone}, one for each key, shared by all loops and by generations with the same zone.
 * Requests are counted in thousandths, rates in thousandths per
 * second, times in milliseconds, as in nginx. All fields are guarded by this object.
 */
final class Buckets {
    /** Bytes of nginx's node beside the key. */
    private static final int NODE = 80;

    /** An empty bucket is kept so long. */
    private static final long KEPT_MILLIS = 60_000;

    private static final int REQUEST = 1000;

    private static final class Bucket {
        private long excess;
        private long last;
    }

    /** Least recently used first. */
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private long left;

    Buckets(long size) {
        left = ZoneSize.capacity(size);
    }

    /** What a bucket would hold with this request: 0 for a new key, -1 when there is no room for it. Nothing is counted yet. */
    synchronized long look(String key, long now, long rate) {
        Bucket bucket = buckets.get(key);
        if (bucket != null) {
            return excess(bucket, now, rate);
        }
        Bucket made = new Bucket();
        made.excess = -REQUEST;
        made.last = now;
        return add(key, made, now, rate) ? 0 : -1;
    }

    /** The same; the request is counted unless there would be more than {@code most}. */
    synchronized long take(String key, long now, long rate, long max) {
        Bucket bucket = buckets.get(key);
        if (bucket != null) {
            long excess = excess(bucket, now, rate);
            return excess > max ? excess : fill(bucket, excess, now);
        }
        Bucket made = new Bucket();
        made.last = now;
        return add(key, made, now, rate) ? 0 : -1;
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
        int need = bytes(key);
        forget(now, rate, 1);
        if (need > left) {
            forget(now, rate, 0);
            if (need > left) {
                return false;
            }
        }
        left -= need;
        buckets.put(key, bucket);
        return true;
    }

    /** As in nginx one or two that are empty for long; for {@code from} 0 the oldest, too, whatever it holds. */
    private void forget(long now, long rate, int from) {
        Iterator<Map.Entry<String, Bucket>> oldest = buckets.entrySet().iterator();
        for (int n = from; n < 3 && oldest.hasNext(); n++) {
            Map.Entry<String, Bucket> entry = oldest.next();
            if (n > 0 && !isEmptyForLong(entry.getValue(), now, rate)) {
                return;
            }
            left += bytes(entry.getKey());
            oldest.remove();
        }
    }

    private static boolean isEmptyForLong(Bucket bucket, long now, long rate) {
        long age = Math.abs(now - bucket.last);
        return age >= KEPT_MILLIS && bucket.excess - rate * age / 1000 <= 0;
    }

    private static int bytes(String key) {
        return ZoneSize.chunk(NODE + key.length());
    }
}
