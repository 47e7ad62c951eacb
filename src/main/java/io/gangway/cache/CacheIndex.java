package io.gangway.cache;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys of a zone, in the order of use: a hash table of small nodes. Shared by all loops and generations; each call
 * holds the only lock for some hundred nanoseconds at most.
 */
final class CacheIndex {
    /** Bytes of a node in nginx, by which the size of a zone bounds the number of keys. */
    private static final int NGINX_NODE = 128;

    private static final int PAGE = 4096;
    private static final int PAGE_HEADER = 24;
    private static final int POOL_HEADER = 632;

    /** Maximum number of slots of the hash table; with more nodes the chains become longer. */
    private static final int MAX_TABLE = 1 << 24;

    /** How many of the oldest nodes are tried when room is needed, as in nginx. */
    private static final int TRIES = 20;

    private final int capacity;
    private final Set<CacheId> removedFiles = new HashSet<>();

    /** Created with the first node; large enough for all, as growing it would take long. */
    private CacheNode[] table = {null};

    private CacheNode newest;
    private CacheNode oldest;
    private int count;
    private long blocks;
    private int watermark = Integer.MAX_VALUE;
    private int purges;

    CacheIndex(long zoneSize) {
        long pages = Math.max(1, (zoneSize - POOL_HEADER) / (PAGE + PAGE_HEADER) - 1);
        capacity = (int) Math.min(Integer.MAX_VALUE, pages * (PAGE / NGINX_NODE) - 1);
    }

    /** Maximum number of keys. */
    int capacity() {
        return capacity;
    }

    /** Number of keys. */
    synchronized int count() {
        return count;
    }

    /** Length of all files in blocks. */
    synchronized long blocks() {
        return blocks;
    }

    /** Whether so many keys were needed that some should be removed before they are needed again. */
    synchronized boolean isAboveWatermark() {
        return count >= watermark;
    }

    // ---- uses

    /** The result of {@link #use}. */
    enum Use {
        /** There was a node, and it has been used often enough. */
        KNOWN,
        /** The key has not been used often enough. */
        SCARCE,
        /** There was no node. */
        NEW,
        /** There is no room for a node; {@link CacheIndex#evict} may make some. */
        FULL
    }

    /**
     * Counts a use of a key by a request, which then has the node.
     *
     * @param nowSeconds since 1970
     * @param expires see {@link CacheNode#expires}
     */
    synchronized Use use(CacheAccess access, CacheId id, int minUses, long nowSeconds, long expires) {
        CacheNode node = access.node;
        if (node == null) {
            node = find(id);
            if (node == null) {
                return count >= capacity ? full() : create(access, id, expires);
            }
            node.uses = (char) Math.min(CacheNode.MAX_USES, node.uses + 1);
            node.users++;
            access.node = node;
        }
        touch(node, expires);
        if (node.error != 0 && node.errorUntil < nowSeconds) {
            clear(node);
            return Use.NEW;
        }
        return node.error != 0 || node.exists || node.uses >= minUses ? Use.KNOWN : Use.SCARCE;
    }

    private Use create(CacheAccess access, CacheId id, long expires) {
        CacheNode node = insert(id, expires);
        node.uses = 1;
        node.users = 1;
        access.node = node;
        return Use.NEW;
    }

    private Use full() {
        watermark = count - count / 8;
        return Use.FULL;
    }

    private void clear(CacheNode node) {
        forgetFile(node);
        node.error = 0;
        node.errorUntil = 0;
    }

    private void forgetFile(CacheNode node) {
        blocks -= node.blocks;
        node.blocks = 0;
        node.exists = false;
        node.bodyStart = 0;
    }

    /** What a request sees of its node. */
    record View(boolean exists, int error, int bodyStart, int born, boolean committing) {}

    synchronized View view(CacheNode node) {
        boolean committing = node.lock != null && node.lock.commits > 0;
        return new View(node.exists, node.error, node.bodyStart, node.born, committing);
    }

    /**
     * Ends the use of a node by a request, and its lock if it has that.
     *
     * @param error the status of a failed upstream to be remembered; 0 for none
     * @param keep whether the node stays even if it has no file, because its uses count
     * @return those that waited for the lock
     */
    synchronized Collection<CacheAccess> release(CacheAccess access, int error, long errorUntil, boolean keep) {
        CacheNode node = access.node;
        access.node = null;
        node.users--;
        Collection<CacheAccess> waiters = unlock(node, access);
        if (error != 0) {
            node.error = (char) error;
            node.errorUntil = errorUntil != 0 ? errorUntil : node.errorUntil;
        } else if (!keep && !node.exists && node.users == 0 && node.error == 0) {
            remove(node);
        }
        return waiters;
    }

    // ---- files

    /** Notes a file that was found on disk by a request, if it was not known. */
    synchronized void found(CacheNode node, int bodyStart, int length) {
        if (!node.exists) {
            node.uses = 1;
            node.bodyStart = (char) bodyStart;
            add(node, length);
        }
    }

    /** Adds a file that was found on disk by the loader; false when there is no room. */
    synchronized boolean load(CacheId id, int length, long expires) {
        if (find(id) != null || removedFiles.contains(id)) {
            return true;
        }
        if (count >= capacity) {
            full();
            return false;
        }
        CacheNode loaded = insert(id, expires);
        loaded.uses = 1;
        add(loaded, length);
        return true;
    }

    private void add(CacheNode node, int length) {
        node.exists = true;
        node.blocks = length;
        blocks += length;
    }

    /**
     * Notes a file that was written, ends the commit, and frees the lock of its node.
     *
     * @return those that waited for it
     */
    synchronized Collection<CacheAccess> stored(CacheAccess access, int bodyStart, int length) {
        CacheNode node = access.node;
        clear(node);
        node.bodyStart = (char) bodyStart;
        node.born = purges;
        add(node, length);
        access.node = null;
        node.users--;
        node.lock.owner = null;
        return committed(node);
    }

    /** The node has no file any more. Returns whether it had one, which is then to be deleted as by {@link #evict}. */
    synchronized boolean removeFile(CacheId id) {
        CacheNode node = find(id);
        if (node == null || !node.exists) {
            return false;
        }
        removedFiles.add(id);
        forgetFile(node);
        if (node.users == 0) {
            remove(node);
        }
        return true;
    }

    /**
     * The node has no file any more, if that is older than a purge. Returns whether a file is to be deleted, as by {@link
     * #evict}.
     */
    synchronized boolean removeOlder(CacheId id, int purge) {
        CacheNode node = find(id);
        if (node != null && node.exists && node.born >= purge) {
            return false;
        }
        removedFiles.add(id);
        if (node != null) {
            forgetFile(node);
            if (node.users == 0) {
                remove(node);
            }
        }
        return true;
    }

    /** Counts a purge; files that were stored before have a smaller {@link CacheNode#born}. */
    synchronized int purge() {
        return ++purges;
    }

    // ---- eviction

    /** A node that was removed. */
    record Evicted(CacheId id, boolean hasFile) {}

    /**
     * Removes the node that has not been used for the longest time, but for those in use.
     *
     * @param nowSeconds of the monotonic clock: nothing is removed that expires later; {@link Long#MAX_VALUE} for any
     * @param renewed when a node in use expires then
     * @return the node, whose file is then to be deleted by {@link #claimRemoval}; null when there is none
     */
    synchronized Evicted evict(long nowSeconds, long renewed) {
        for (int tries = TRIES; tries > 0 && oldest != null && oldest.expires <= nowSeconds; tries--) {
            CacheNode node = oldest;
            if (node.users == 0) {
                Evicted evicted = new Evicted(node.id(), node.exists);
                if (evicted.hasFile) {
                    removedFiles.add(evicted.id);
                }
                forgetFile(node);
                remove(node);
                return evicted;
            }
            touch(node, renewed);
        }
        return null;
    }

    /** In how many seconds the next node expires; {@code otherwise} when there is none. */
    synchronized long untilNext(long nowSeconds, long otherwise) {
        return oldest == null ? otherwise : Math.min(otherwise, oldest.expires - nowSeconds);
    }

    /** Whether a file is still to be deleted: no new one has been stored in its place. The caller has its file lock. */
    synchronized boolean claimRemoval(CacheId id) {
        return removedFiles.remove(id);
    }

    // ---- locks

    /** Marks that a request fetches an expired response, unless another does or has failed a moment ago. */
    synchronized CacheAccess.Found mark(CacheAccess access, long nowNanos) {
        CacheLock lock = access.node.lock;
        if (lock != null && lock.owner != null) {
            return CacheAccess.Found.UPDATING;
        }
        if (lock != null && lock.spared && lock.ageNanos - nowNanos > 0) {
            return CacheAccess.Found.SPARED;
        }
        own(access, Long.MAX_VALUE);
        return CacheAccess.Found.STALE;
    }

    /** The request that fetches an expired response has failed: until then nobody fetches it. */
    synchronized void spare(CacheAccess access, long untilNanos) {
        CacheLock lock = access.node == null ? null : access.node.lock;
        if (lock != null && lock.owner == access) {
            lock.owner = null;
            lock.spared = true;
            lock.ageNanos = untilNanos;
        }
    }

    /**
     * Takes the lock of a response that is to be fetched; false when another request has it.
     *
     * @param ageMillis for how long
     */
    synchronized boolean lock(CacheAccess access, long nowNanos, long ageMillis) {
        CacheLock lock = access.node.lock;
        if (lock != null && lock.owner != null && lock.ageNanos != Long.MAX_VALUE && lock.ageNanos - nowNanos > 0) {
            return false;
        }
        return own(access, nowNanos + ageMillis * 1_000_000);
    }

    private static boolean own(CacheAccess access, long ageNanos) {
        CacheLock lock = lockOf(access.node);
        lock.owner = access;
        lock.spared = false;
        lock.ageNanos = ageNanos;
        return true;
    }

    private static CacheLock lockOf(CacheNode node) {
        if (node.lock == null) {
            node.lock = new CacheLock();
        }
        return node.lock;
    }

    /** Waits for the lock or for a commit; returns the nanoseconds until the age of the lock, or -1 if it is free. */
    synchronized long await(CacheAccess access, long nowNanos) {
        CacheLock lock = access.node.lock;
        if (lock == null || lock.isIdle()) {
            return -1;
        }
        lock.add(access);
        return lock.owner == null ? Long.MAX_VALUE : Math.max(0, lock.ageNanos - nowNanos);
    }

    /** Stops waiting. */
    synchronized void stopWaiting(CacheAccess access) {
        if (access.node != null && access.node.lock != null) {
            access.node.lock.remove(access);
        }
    }

    /** Passes a lock on to a request that uses the same node. */
    synchronized void handOver(CacheAccess from, CacheAccess to) {
        CacheLock lock = from.node == null ? null : from.node.lock;
        if (lock != null && lock.owner == from && to.node == from.node) {
            lock.owner = to;
        }
    }

    private static Collection<CacheAccess> unlock(CacheNode node, CacheAccess owner) {
        CacheLock lock = node.lock;
        if (lock == null || lock.owner != owner) {
            return List.of();
        }
        lock.owner = null;
        return free(node);
    }

    /** Notes that a complete file is about to take its place, or a header to be rewritten. */
    synchronized void commit(CacheAccess access) {
        lockOf(access.node).commits++;
    }

    /**
     * Ends a commit without a new file.
     *
     * @return those that waited for it
     */
    synchronized Collection<CacheAccess> committed(CacheNode node) {
        node.lock.commits--;
        return free(node);
    }

    private static Collection<CacheAccess> free(CacheNode node) {
        CacheLock lock = node.lock;
        if (lock.isIdle()) {
            node.lock = null;
        }
        return lock.takeWaiters();
    }

    // ---- hash table and order

    private CacheNode find(CacheId id) {
        CacheNode node = table[slot(id.high())];
        while (node != null && (node.high != id.high() || node.low != id.low())) {
            node = node.chain;
        }
        return node;
    }

    private int slot(long high) {
        return (int) (high >>> 32) & table.length - 1;
    }

    private CacheNode insert(CacheId id, long expires) {
        if (count == 0 && table.length == 1) {
            table = new CacheNode[Math.max(64, Integer.highestOneBit(Math.min(capacity, MAX_TABLE)))];
        }
        CacheNode node = new CacheNode(id);
        int slot = slot(node.high);
        node.chain = table[slot];
        table[slot] = node;
        count++;
        node.expires = expires;
        link(node);
        return node;
    }

    private void remove(CacheNode node) {
        unlink(node);
        int slot = slot(node.high);
        if (table[slot] == node) {
            table[slot] = node.chain;
        } else {
            CacheNode before = table[slot];
            while (before.chain != node) {
                before = before.chain;
            }
            before.chain = node.chain;
        }
        count--;
    }

    private void touch(CacheNode node, long expires) {
        node.expires = expires;
        if (node != newest) {
            unlink(node);
            link(node);
        }
    }

    private void link(CacheNode node) {
        node.newer = null;
        node.older = newest;
        if (newest == null) {
            oldest = node;
        } else {
            newest.newer = node;
        }
        newest = node;
    }

    private void unlink(CacheNode node) {
        if (node.newer == null) {
            newest = node.older;
        } else {
            node.newer.older = node.older;
        }
        if (node.older == null) {
            oldest = node.newer;
        } else {
            node.older.newer = node.newer;
        }
    }
}
