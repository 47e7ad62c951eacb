package io.gangway.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.util.IO;

/**
 * Goes through the files of a cache, one after the other; it may pause for as long as it wants. Used by one task of the
 * pool at a time, but closed by any thread. All calls but {@link #close} block.
 */
final class CacheWalk implements AutoCloseable {
    /** A file and its attributes. */
    record Entry(Path file, BasicFileAttributes attributes) {}

    private record Level(DirectoryStream<Path> stream, Iterator<Path> files) {}

    private final Path directory;
    /** Held while the walk goes on. */
    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, like the next one. */
    private final Deque<Level> levels = new ArrayDeque<>();

    private boolean begun;
    private volatile boolean closed;

    CacheWalk(Path directory) {
        this.directory = directory;
    }

    /** The next file; null at the end or when it is closed. Directories that vanish meanwhile are left out. */
    Entry next() throws IOException {
        lock.lock();
        try {
            return closed ? null : find();
        } finally {
            lock.unlock();
            if (closed) {
                close();
            }
        }
    }

    private Entry find() throws IOException {
        if (!begun) {
            begun = true;
            enter(directory);
        }
        while (!levels.isEmpty()) {
            Path path = next(levels.getLast());
            if (path == null) {
                IO.close(levels.removeLast().stream);
                continue;
            }
            BasicFileAttributes attributes = attributes(path);
            if (attributes == null) {
                continue;
            }
            if (!attributes.isDirectory()) {
                return new Entry(path, attributes);
            }
            // As in nginx, whatever its use: proxy_temp_path may be a directory of the cache.
            if (!path.endsWith("temp")) {
                enter(path);
            }
        }
        return null;
    }

    private void enter(Path inner) {
        try {
            DirectoryStream<Path> stream = Files.newDirectoryStream(inner);
            levels.addLast(new Level(stream, stream.iterator()));
        } catch (IOException e) {
            // It was removed, or may not be read: then its files cannot be read either.
            return;
        }
    }

    /** The next entry; null at the end. After a failure the rest of that directory is left out. */
    private Path next(Level level) throws IOException {
        try {
            return level.files.hasNext() ? level.files.next() : null;
        } catch (DirectoryIteratorException e) {
            IO.close(levels.removeLast().stream);
            throw e.getCause();
        }
    }

    private static BasicFileAttributes attributes(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            return null;
        }
    }

    /** Idempotent. If the walk goes on at the moment, it closes itself afterwards. */
    @Override
    public void close() {
        closed = true;
        if (lock.tryLock()) {
            try {
                levels.forEach(level -> IO.close(level.stream));
                levels.clear();
            } finally {
                lock.unlock();
            }
        }
    }
}
