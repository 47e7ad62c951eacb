package io.gangway.cache;

import java.util.LinkedHashSet;
import java.util.Set;

/** The mark of a node that its response is being fetched. All fields are guarded by the {@link CacheIndex}. */
final class CacheLock {
    /** The request that fetches the response; null if that has failed, and nobody should until {@link #ageNanos}. */
    CacheAccess owner;

    /**
     * When another request may fetch it too, a value of the loops' clock; {@link Long#MAX_VALUE} while an expired
     * response is renewed, which ends with its owner.
     */
    long ageNanos;

    /** Those that wait for the response. */
    final Set<CacheAccess> waiters = new LinkedHashSet<>(0);
}
