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
import org.eclipse.jetty.util.IO;

/**
 * Goes through the files of a cache, one after the other; it may pause for as long as it wants. Used by one task of the
 * pool at a time. All calls block.
 */
final class CacheWalk implements AutoCloseable {
    /** A file and its attributes. */
    record Entry(Path file, BasicFileAttributes attributes) {}

    private record Level(DirectoryStream<Path> stream, Iterator<Path> files) {}

    private final Path directory;
    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean begun;

    CacheWalk(Path directory) {
        this.directory = directory;
    }

    /** The next file; null at the end. Directories that vanish meanwhile are left out. */
    Entry next() throws IOException {
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

    @Override
    public void close() {
        levels.forEach(level -> IO.close(level.stream));
        levels.clear();
    }
}
