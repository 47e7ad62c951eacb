package io.gangway.cache;

import io.gangway.conf.Environment;
import io.gangway.conf.SystemError;
import io.gangway.content.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The files of a cache on disk: names, deleting and moving. Immutable; all calls but {@link #name} block. */
final class CacheFiles {
    /** Digits after the dot of a temporary file, as in nginx. */
    private static final int DIGITS = 10;

    private static final AtomicInteger NUMBER = new AtomicInteger((int) System.nanoTime());

    private final Path directory;
    private final String prefix;
    private final List<Integer> levels;

    CacheFiles(Path directory, List<Integer> levels) {
        this.directory = directory;
        this.levels = levels;
        prefix = Environment.bytes(directory) + "/";
    }

    Path path() {
        return directory;
    }

    List<Integer> levels() {
        return levels;
    }

    /** The name of a file, one char per byte. */
    String name(CacheId id) {
        String hex = id.hex();
        if (levels.isEmpty()) {
            return prefix + hex;
        }
        StringBuilder name = new StringBuilder(prefix.length() + CacheId.DIGITS + 9).append(prefix);
        int end = hex.length();
        for (int level : levels) {
            name.append(hex, end - level, end).append('/');
            end -= level;
        }
        return name.append(hex).toString();
    }

    Path file(CacheId id) {
        return Environment.path(name(id));
    }

    /** Whether a file name is that of a file that is still being written. */
    static boolean isTemporary(String name) {
        return name.length() >= CacheId.DIGITS + 1 + DIGITS && name.charAt(name.length() - DIGITS - 1) == '.';
    }

    /** A name next to a file, of the same directory. */
    private static Path temporary(Path file) {
        String digits = String.format("%010d", Integer.toUnsignedLong(NUMBER.incrementAndGet()));
        return file.resolveSibling(file.getFileName() + "." + digits);
    }

    /** Creates the directory if its parent exists. */
    void create() throws IOException {
        PrivateFiles.createDirectory(directory);
    }

    /** Creates a temporary file next to its final place, open for reading and writing. */
    CacheTemp createTemp(CacheId id) throws IOException {
        Path file = file(id);
        for (boolean again = false; ; again = true) {
            Path temporary = temporary(file);
            try {
                FileChannel channel = PrivateFiles.open(
                        temporary,
                        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
                return new CacheTemp(channel, temporary);
            } catch (NoSuchFileException e) {
                if (again) {
                    throw PrivateFiles.failed("open()", temporary, e);
                }
                PrivateFiles.createDirectories(directory, file);
            } catch (FileAlreadyExistsException e) {
                continue;
            } catch (IOException e) {
                throw PrivateFiles.failed("open()", temporary, e);
            }
        }
    }

    /**
     * Moves a complete file to its place, where it replaces an older one. A file of another file system is copied
     * first. If this fails, it is deleted.
     *
     * @throws IOException in nginx's wording
     */
    void move(Path from, CacheId id) throws IOException {
        Path to = file(id);
        try {
            rename(from, to);
        } catch (IOException e) {
            Files.deleteIfExists(from);
            throw new IOException(
                    "rename() \"" + Environment.bytes(from) + "\" to \"" + Environment.bytes(to) + "\" failed ("
                            + SystemError.of(e) + ")",
                    e);
        }
    }

    private void rename(Path from, Path to) throws IOException {
        for (boolean again = false; ; again = true) {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (AtomicMoveNotSupportedException e) {
                copy(from, to);
                return;
            } catch (NoSuchFileException e) {
                if (again) {
                    throw e;
                }
                PrivateFiles.createDirectories(directory, to);
            }
        }
    }

    private void copy(Path from, Path to) throws IOException {
        PrivateFiles.createDirectories(directory, to);
        Path temporary = temporary(to);
        try {
            Files.copy(from, temporary, StandardCopyOption.COPY_ATTRIBUTES);
            Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        Files.delete(from);
    }

    /** Deletes a file; one that is gone already is a failure too, as in nginx. */
    void delete(CacheId id) throws IOException {
        delete(file(id));
    }

    static void delete(Path file) throws IOException {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw PrivateFiles.failed("unlink()", file, e);
        }
    }
}
