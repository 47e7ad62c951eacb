package io.gangway.cache;

import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Removes what is inactive or too much: nginx's cache manager. Never ends by itself. */
final class CacheEviction implements CacheJob {
    /** Maximum time between two turns, in seconds. */
    private static final long MAX_WAIT = 10;

    private final CacheZone zone;
    private final CachePath path;
    private final BiConsumer<LogLevel, String> log;

    CacheEviction(CacheZone zone, CachePath path, BiConsumer<LogLevel, String> log) {
        this.zone = zone;
        this.path = path;
        this.log = log;
    }

    @Override
    public long run(long nowSeconds, BooleanSupplier stopped) {
        CacheTurn turn = new CacheTurn(path.manager());
        while (!stopped.getAsBoolean()) {
            boolean tooMuch = isTooMuch();
            CacheIndex.Evicted evicted =
                    zone.index().evict(tooMuch ? Long.MAX_VALUE : nowSeconds, nowSeconds + path.inactiveSeconds());
            if (evicted == null) {
                return 1000 * (tooMuch ? 1 : Math.max(1, zone.index().untilNext(nowSeconds, MAX_WAIT)));
            }
            if (evicted.hasFile()) {
                delete(evicted.id());
            }
            if (turn.isOver()) {
                return path.manager().sleepMillis();
            }
        }
        return ENDED;
    }

    private boolean isTooMuch() {
        CacheIndex index = zone.index();
        return index.blocks() >= maxBlocks() || index.isAboveWatermark() || isDiskFull();
    }

    private long maxBlocks() {
        return path.maxSize() == Long.MAX_VALUE ? Long.MAX_VALUE : path.maxSize() / zone.blockSize();
    }

    private boolean isDiskFull() {
        if (path.minFree() == 0) {
            return false;
        }
        try {
            return Files.getFileStore(path.directory()).getUsableSpace() <= path.minFree();
        } catch (IOException e) {
            // The directory has vanished.
            return false;
        }
    }

    private void delete(CacheId id) {
        try {
            zone.delete(id);
        } catch (IOException e) {
            log.accept(LogLevel.CRIT, e.getMessage());
        }
    }
}
