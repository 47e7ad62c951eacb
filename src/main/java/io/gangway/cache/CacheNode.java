package io.gangway.cache;

/**
 * What the index knows about one file. Small, as there may be a million. All fields are guarded by the {@link
 * CacheIndex}.
 */
final class CacheNode {
    final long high;
    final long low;

    /** The next node of its chain in the hash table. */
    CacheNode chain;

    /** Neighbours in the order of use. */
    CacheNode newer;

    CacheNode older;

    /** Set while the response is fetched or stored; null otherwise. */
    CacheLock lock;

    /** When it may be removed if it is not used any more, in seconds of the monotonic clock. */
    long expires;

    /** Until when {@link #error} is remembered, in seconds since 1970. */
    long errorUntil;

    /** Length of the file in blocks. */
    int blocks;

    /** Number of requests that use this node; it is not removed before they end. */
    int users;

    /** The count of purges when its file came into the cache. */
    int born;

    /** Where the body begins, to read the head at once; 0 when unknown. */
    char bodyStart;

    /** Number of requests, up to {@link #MAX_USES}. */
    char uses;

    /** The status of a failed upstream that is remembered; 0 for none. */
    char error;

    /** Whether there is a file. */
    boolean exists;

    /** As in nginx, where ten bits count. */
    static final int MAX_USES = 1023;

    CacheNode(CacheId id) {
        high = id.high();
        low = id.low();
    }

    CacheId id() {
        return new CacheId(high, low);
    }
}
