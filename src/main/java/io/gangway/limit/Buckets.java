package io.gangway.limit;

import io.gangway.config.ZoneSize;
import io.gangway.metrics.LimitCounts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The leaky buckets of a {@code limit_req_zone}, one per key, shared by all loops and by generations with the same
 * zone. As in nginx, requests are counted in thousandths, rates in thousandths per second, and times in milliseconds.
 * With {@code sync}, it also notes the requests that the other nodes have not heard of, and adds those of other nodes.
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
    /** The requests, by key, that the other nodes have not heard of; null if there is no other node to tell. */
    private Map<String, Long> unsent;

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
            return excess > max ? excess : fill(key, bucket, excess, now);
        }
        Bucket created = new Bucket();
        created.last = now;
        if (!add(key, created, now, rate)) {
            return -1;
        }
        note(key);
        return 0;
    }

    private void note(String key) {
        if (unsent != null) {
            unsent.merge(key, 1L, Long::sum);
        }
    }

    // ---- with sync

    /** Begins or ends to note requests for other nodes. */
    synchronized void share(boolean on) {
        unsent = on ? new HashMap<>() : null;
    }

    /** Gives out the requests since the last time, for each key: their number, and the key. */
    synchronized void changes(Consumer<byte[]> records) {
        if (unsent != null) {
            unsent.forEach((key, requests) -> records.accept(record(key, requests)));
            unsent.clear();
        }
    }

    /** Gives out the excess of each bucket, unless it is empty. */
    synchronized void all(long now, long rate, Consumer<byte[]> records) {
        buckets.forEach((key, bucket) -> {
            long level = level(bucket, now, rate);
            if (level > -REQUEST) {
                records.accept(record(key, level));
            }
        });
    }

    private static byte[] record(String key, long number) {
        byte[] bytes = key.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(Long.BYTES + bytes.length)
                .putLong(number)
                .put(bytes)
                .array();
    }

    /**
     * Adds requests that another node has let through. They are refused nowhere, so the excess has no maximum.
     *
     * @param time when they came; if the bucket has changed since, they count from then on
     */
    synchronized void add(String key, long requests, long time, long rate) {
        Bucket bucket = bucket(key, time, rate);
        if (bucket != null) {
            bucket.excess = level(bucket, time, rate) + requests * REQUEST;
            bucket.last = Math.max(bucket.last, time);
        }
    }

    /** Raises the excess to that of another node. Both have counted the same requests, so they do not add up. */
    synchronized void raise(String key, long level, long now, long rate) {
        if (level <= -REQUEST) {
            return;
        }
        Bucket bucket = bucket(key, now, rate);
        if (bucket != null && level > level(bucket, now, rate)) {
            bucket.excess = level;
            bucket.last = Math.max(bucket.last, now);
        }
    }

    /** The bucket of a key, empty if it is new; null if the zone is full. */
    private Bucket bucket(String key, long now, long rate) {
        Bucket known = buckets.get(key);
        if (known != null) {
            return known;
        }
        Bucket created = new Bucket();
        created.excess = -REQUEST;
        created.last = now;
        return add(key, created, now, rate) ? created : null;
    }

    /** The excess without a request: -1000 if the bucket is empty. */
    private static long level(Bucket bucket, long now, long rate) {
        return excess(bucket, now, rate) - REQUEST;
    }

    synchronized int unsent() {
        return unsent == null ? 0 : unsent.size();
    }

    synchronized int count() {
        return buckets.size();
    }

    // ---- buckets

    private long fill(String key, Bucket bucket, long excess, long now) {
        bucket.excess = excess;
        bucket.last = Math.max(bucket.last, now);
        note(key);
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
            if (unsent != null) {
                unsent.remove(entry.getKey());
            }
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
