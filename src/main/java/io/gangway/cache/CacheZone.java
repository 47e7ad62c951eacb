package io.gangway.cache;

import io.gangway.content.PrivateFiles;
import io.gangway.errorlog.LogLevel;
import io.gangway.http.Fields;
import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A cache: the files of a directory and the index of their keys. One for all loops, and for all generations that have
 * the same zone. Thread-safe.
 */
public final class CacheZone {
    /** Size of a block until that of the file system is known. */
    private static final int BLOCK = 4096;

    private final String name;
    private final CacheFiles directory;
    private final CacheIndex index;
    private final CacheCounts counts = new CacheCounts();
    private final CachePurges purges = new CachePurges();

    /** Held while a file takes its place or is deleted; by a part of the name, so that different files do not wait. */
    private final Object[] fileLocks = new Object[64];

    private volatile CachePath path;
    /** Null before the zone is served. */
    private volatile CacheJobs jobs;

    private volatile long blockSize = BLOCK;
    /** Whether there may be files that the index does not know. */
    private volatile boolean cold = true;

    CacheZone(CachePath path) {
        this.path = path;
        name = path.zone();
        directory = new CacheFiles(path.directory(), path.levels());
        index = new CacheIndex(path.zoneSize());
        for (int i = 0; i < fileLocks.length; i++) {
            fileLocks[i] = new Object();
        }
    }

    /** The name of the zone. */
    public String name() {
        return name;
    }

    /** The settings of the newest generation. */
    public CachePath path() {
        return path;
    }

    /** Takes the settings and the jobs of a newer generation. */
    void serve(CachePath newest, CacheJobs withJobs) {
        path = newest;
        jobs = withJobs;
    }

    boolean isServedBy(CacheJobs those) {
        return jobs == those;
    }

    /** Counts of responses by their cache status. */
    public CacheCounts counts() {
        return counts;
    }

    /** Length of all files in bytes, in whole blocks. */
    public long size() {
        return index.blocks() * blockSize;
    }

    /** Number of keys in the index. */
    public int keys() {
        return index.count();
    }

    /** Whether files are still being loaded; until then, they are looked for on disk. */
    public boolean isCold() {
        return cold;
    }

    void loaded() {
        cold = false;
    }

    CacheIndex index() {
        return index;
    }

    CachePurges purges() {
        return purges;
    }

    CacheFiles directory() {
        return directory;
    }

    long blockSize() {
        return blockSize;
    }

    /** Asks the file system for its block size. Blocks. */
    void measureBlocks() throws IOException {
        blockSize = Math.max(1, Files.getFileStore(directory.path()).getBlockSize());
    }

    int blocks(long length) {
        return (int) Math.min(Integer.MAX_VALUE, (length + blockSize - 1) / blockSize);
    }

    // ---- requests

    /**
     * Begins the use of this cache by a request, which must {@link CacheAccess#close} it.
     *
     * @param request the fields of the request, for {@code Vary}
     * @param log the error log of the request
     */
    public CacheAccess access(
            EventLoop loop, CacheKey key, Fields request, CacheSettings settings, BiConsumer<LogLevel, String> log) {
        return new CacheAccess(this, loop, key, request, settings, log);
    }

    /** As {@link CacheIndex#use}; makes room for the key if need be. */
    CacheIndex.Use use(CacheAccess access, CacheId id, int minUses) {
        long now = access.loop().currentTimeMillis() / 1000;
        long expires = expires(access.loop());
        CacheIndex.Use use = index.use(access, id, minUses, now, expires);
        if (use != CacheIndex.Use.FULL) {
            return use;
        }
        CacheIndex.Evicted evicted = index.evict(Long.MAX_VALUE, expires);
        if (evicted != null && evicted.hasFile()) {
            delete(access.loop(), evicted.id(), access::log);
        }
        return index.use(access, id, minUses, now, expires);
    }

    /** When a file that is used now expires, in seconds of the monotonic clock. */
    private long expires(EventLoop loop) {
        return loop.monotonicMillis() / 1000 + path.inactiveSeconds();
    }

    /** Opens a file; null when there is none. */
    CacheFile open(CacheId id, CacheKey key, int headLimit) throws IOException {
        return CacheFile.open(directory.name(id), directory.file(id), key, headLimit);
    }

    /** Puts a complete file in its place. Blocks. */
    void store(CacheAccess access, Path complete, int bodyStart, long length) throws IOException {
        CacheId id = access.id();
        synchronized (fileLock(id)) {
            index.claimRemoval(id);
            directory.move(complete, id);
            CacheAccess.wake(index.stored(access, bodyStart, blocks(length)));
        }
    }

    /** Writes another header into a file, unless that was replaced. Blocks. */
    void renew(CacheId id, CacheFile before, CacheHeader header) throws IOException {
        Path file = directory.file(id);
        synchronized (fileLock(id)) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                boolean same =
                        channel.size() == before.length() && before.header().equals(CacheFile.header(channel));
                if (same) {
                    channel.write(ByteBuffer.wrap(header.encode()), 0);
                }
            } catch (NoSuchFileException e) {
                return;
            } catch (IOException e) {
                throw PrivateFiles.failed("open()", file, e);
            }
        }
    }

    /**
     * Adds a file that the loader has found, unless it has been deleted meanwhile. Blocks.
     *
     * @return false when there is no room
     */
    boolean load(CacheId id, long length, long expires) {
        synchronized (fileLock(id)) {
            return !Files.exists(directory.file(id)) || index.load(id, blocks(length), expires);
        }
    }

    private Object fileLock(CacheId id) {
        return fileLocks[(int) id.low() & fileLocks.length - 1];
    }

    // ---- removing

    private void delete(EventLoop loop, CacheId id, BiConsumer<LogLevel, String> log) {
        loop.offload(
                () -> {
                    delete(id);
                    return null;
                },
                (nothing, failure) -> {
                    if (failure != null) {
                        log.accept(LogLevel.CRIT, String.valueOf(failure.getMessage()));
                    }
                });
    }

    /** Deletes a file whose node was removed, unless another has taken its place. Blocks. */
    void delete(CacheId id) throws IOException {
        synchronized (fileLock(id)) {
            if (index.claimRemoval(id)) {
                directory.delete(id);
            }
        }
    }

    /**
     * Removes the response of a key with all its variants, or all responses whose key begins so ({@code
     * proxy_cache_purge}). They are gone at once; their files are deleted in the background.
     *
     * @param key the key, one char per byte; with an asterisk at its end for all keys that begin so
     * @param log the error log of the request
     * @return whether there was such a response; true for an asterisk
     */
    public boolean purge(EventLoop loop, String key, BiConsumer<LogLevel, String> log) {
        if (key.endsWith("*")) {
            purges.add(key.substring(0, key.length() - 1), true, index.purge());
            wakePurger();
            return true;
        }
        CacheId id = new CacheKey(key).id();
        boolean known = index.removeFile(id);
        if (!known && !(cold && Files.exists(directory.file(id)))) {
            return false;
        }
        CachePurges.Purge purge = purges.add(key, false, index.purge());
        if (!known) {
            index.removeOlder(id, purge.number());
        }
        loop.offload(() -> deleteMain(id), (varies, failure) -> {
            if (failure != null) {
                log.accept(LogLevel.CRIT, String.valueOf(failure.getMessage()));
            }
            // After a failure it is not known whether there are variants.
            if (failure == null && !varies) {
                purges.done(List.of(purge));
            } else {
                wakePurger();
            }
        });
        return true;
    }

    /** Deletes the file of a key; true when it has variants: only the content of their files tells of which key they are. */
    private boolean deleteMain(CacheId id) throws IOException {
        CacheHeader header;
        try {
            header = CacheFile.header(directory.file(id));
        } finally {
            delete(id);
        }
        return header != null && !header.vary().isEmpty();
    }

    private void wakePurger() {
        CacheJobs running = jobs;
        if (running != null) {
            running.wakePurger();
        }
    }
}
