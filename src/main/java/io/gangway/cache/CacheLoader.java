package io.gangway.cache;

import io.gangway.conf.Environment;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/** Adds the files that are on disk at the start to the index, nginx's cache loader. */
final class CacheLoader implements CacheJob {
    private static final double MIB = 1 << 20;

    private final CacheZone zone;
    private final CachePath path;
    private final BiConsumer<LogLevel, String> log;
    private final CacheWalk walk;

    /** A temporary file that was not written to since then is left of a process that was killed. */
    private final Instant abandoned = Instant.now().minus(1, ChronoUnit.HOURS);

    private boolean fullLogged;

    CacheLoader(CacheZone zone, CachePath path, BiConsumer<LogLevel, String> log) {
        this.zone = zone;
        this.path = path;
        this.log = log;
        walk = new CacheWalk(path.directory());
    }

    @Override
    public long run(long nowSeconds, BooleanSupplier stopped) throws IOException {
        CacheTurn turn = new CacheTurn(path.loader());
        while (!stopped.getAsBoolean()) {
            CacheWalk.Entry entry = walk.next();
            if (stopped.getAsBoolean()) {
                break;
            }
            if (entry == null) {
                zone.loaded();
                log.accept(LogLevel.NOTICE, summary());
                return ENDED;
            }
            if (entry.attributes().isRegularFile()) {
                handle(entry, nowSeconds + path.inactiveSeconds());
            }
            if (turn.isOver()) {
                return path.loader().sleepMillis();
            }
        }
        return ENDED;
    }

    private String summary() {
        return String.format(
                Locale.ROOT, "http file cache: %s %.3fM, bsize: %d", path.name(), zone.size() / MIB, zone.blockSize());
    }

    private void handle(CacheWalk.Entry entry, long expires) throws IOException {
        String name = entry.file().getFileName().toString();
        if (CacheFiles.isTemporary(name)) {
            if (entry.attributes().lastModifiedTime().toInstant().isBefore(abandoned)) {
                Files.deleteIfExists(entry.file());
            }
            return;
        }
        CacheId id = CacheId.parse(name);
        if (id != null && !add(id, entry, expires)) {
            delete(entry);
        }
    }

    /** Whether the file stays: it is in its place, and there is room for its key. */
    private boolean add(CacheId id, CacheWalk.Entry entry, long expires) {
        if (!entry.file().equals(zone.directory().file(id))) {
            return false;
        }
        long length = entry.attributes().size();
        if (length < CacheHeader.SIZE) {
            log.accept(LogLevel.CRIT, "cache file \"" + Environment.bytes(entry.file()) + "\" is too small");
            return false;
        }
        boolean added = zone.load(id, length, expires);
        if (!added && !fullLogged) {
            fullLogged = true;
            log.accept(LogLevel.ALERT, "could not allocate node in cache keys zone \"" + zone.name() + "\"");
        }
        return added;
    }

    private void delete(CacheWalk.Entry entry) {
        try {
            CacheFiles.delete(entry.file());
        } catch (IOException e) {
            log.accept(LogLevel.CRIT, e.getMessage());
        }
    }

    @Override
    public void close() {
        walk.close();
    }
}
