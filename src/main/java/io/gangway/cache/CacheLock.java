package io.gangway.cache;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What requests do with a node at the moment: one fetches the response, others write files, others wait. All fields are
 * guarded by the {@link CacheIndex}.
 */
final class CacheLock {
    /** The request that fetches the response; null for none. */
    CacheAccess owner;

    /**
     * When another request may fetch it too, a value of the loops' clock; {@link Long#MAX_VALUE} while an expired
     * response is renewed, which ends with its owner.
     */
    long ageNanos;

    /** Whether nobody should fetch the response until {@link #ageNanos}, as that has failed. */
    boolean spared;

    /** Number of complete files that are about to take their place: whoever needs the response waits for them. */
    int commits;

    private Set<CacheAccess> waiters = Set.of();

    void add(CacheAccess waiter) {
        if (waiters.isEmpty()) {
            waiters = new LinkedHashSet<>();
        }
        waiters.add(waiter);
    }

    void remove(CacheAccess waiter) {
        if (!waiters.isEmpty()) {
            waiters.remove(waiter);
        }
    }

    /** Removes and returns all that wait. */
    Collection<CacheAccess> takeWaiters() {
        List<CacheAccess> taken = List.copyOf(waiters);
        waiters = Set.of();
        return taken;
    }

    boolean isIdle() {
        return owner == null && commits == 0;
    }
}
