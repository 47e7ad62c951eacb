package io.gangway.cache;

import io.gangway.content.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Deletes the files of purges, nginx's cache purger: it reads the key of each file. */
final class CachePurger implements CacheJob {
    private final CacheZone zone;
    private final CachePath path;
    private final List<CachePurges.Purge> purges;
    private final CacheWalk walk;

    CachePurger(CacheZone zone, CachePath path) {
        this.zone = zone;
        this.path = path;
        purges = zone.purges().running();
        walk = new CacheWalk(path.directory());
    }

    @Override
    public long run(long nowSeconds, BooleanSupplier stopped) throws IOException {
        CacheTurn turn = new CacheTurn(path.purger());
        while (!stopped.getAsBoolean()) {
            CacheWalk.Entry entry = walk.next();
            if (stopped.getAsBoolean()) {
                break;
            }
            if (entry == null) {
                zone.purges().done(purges);
                return ENDED;
            }
            CacheId id = CacheId.parse(entry.file().getFileName().toString());
            if (id != null) {
                handle(id, entry.file());
            }
            if (turn.isOver()) {
                return path.purger().sleepMillis();
            }
        }
        return ENDED;
    }

    private void handle(CacheId id, Path file) throws IOException {
        String key = keyOf(file);
        for (CachePurges.Purge purge : purges) {
            if (key != null && purge.covers(key) && zone.index().removeOlder(id, purge.number())) {
                zone.delete(id);
                return;
            }
        }
    }

    /** The key of a file, one char per byte; null when it is not a cache file. */
    private static String keyOf(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            CacheHeader header = CacheFile.header(channel);
            int from = CacheHeader.SIZE + CacheKey.MARK.length;
            if (header == null || header.layout().headerStart() <= from) {
                return null;
            }
            ByteBuffer key = ByteBuffer.allocate(header.layout().headerStart() - 1 - from);
            while (key.hasRemaining() && channel.read(key, from + key.position()) >= 0) {
                continue;
            }
            return StandardCharsets.ISO_8859_1.decode(key.flip()).toString();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw PrivateFiles.failed("pread()", file, e);
        }
    }

    @Override
    public void close() {
        walk.close();
    }
}
