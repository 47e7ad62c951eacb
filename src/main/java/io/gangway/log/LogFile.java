package io.gangway.log;

import io.gangway.conf.PathName;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file to which whole lines are appended. Opened in append mode, so that other processes and generations may write to
 * it, too. Safe for any thread.
 */
final class LogFile implements AutoCloseable {
    /** Null for the standard error stream. */
    private final Path path;

    /** Null while it is closed; guarded by this. */
    private FileOutputStream out;

    /** The buffer of {@code buffer=}, or null; set while the configuration is read. */
    private LogBuffer buffer;

    LogFile(Path path) {
        this.path = path;
    }

    /** The name for messages, one char per byte. */
    String name() {
        return path == null ? "stderr" : PathName.of(path);
    }

    /** Null when lines are written directly. */
    LogBuffer buffer() {
        return buffer;
    }

    void buffer(LogBuffer newBuffer) {
        buffer = newBuffer;
    }

    /**
     * Opens the file, or reopens it by its name after it was moved. If that fails, the open file stays open.
     *
     * @throws FileSystemException with the system's reason
     */
    void open() throws IOException {
        FileOutputStream fresh = path == null ? new FileOutputStream(FileDescriptor.err) : appending(path);
        try {
            flush();
            drain();
        } finally {
            replace(fresh);
        }
    }

    /**
     * Checks whether the file can be opened. It is not created: a check by root would leave a file to which the user of
     * the server cannot write.
     *
     * @throws FileSystemException with the system's reason
     */
    void check() throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        boolean possible = Files.exists(path)
                ? Files.isWritable(path) && !Files.isDirectory(path)
                : Files.isDirectory(directory) && Files.isWritable(directory);
        if (!possible) {
            appending(path).close();
        }
    }

    private synchronized void replace(FileOutputStream fresh) throws IOException {
        FileOutputStream before = out;
        out = fresh;
        if (before != null && path != null) {
            before.close();
        }
    }

    /** A FileOutputStream, because an interrupt, as when the server stops, would close a channel for all threads. */
    static FileOutputStream appending(Path path) throws IOException {
        try {
            return new FileOutputStream(path.toFile(), true);
        } catch (FileNotFoundException e) {
            // its message is "PATH (reason)"
            String text = e.getMessage();
            int reason = text.lastIndexOf(" (");
            throw new FileSystemException(
                    path.toString(), null, reason < 0 ? text : text.substring(reason + 2, text.length() - 1));
        }
    }

    /** Writes a line without buffering. */
    void write(Line line) throws IOException {
        write(line.array(), line.length());
    }

    private synchronized void write(byte[] bytes, int length) throws IOException {
        if (out != null) {
            out.write(bytes, 0, length);
        }
    }

    /**
     * Writes a line through the buffer, if there is one.
     *
     * @return whether the line is the first in the buffer
     */
    synchronized boolean append(Line line) throws IOException {
        if (buffer == null) {
            write(line);
            return false;
        }
        if (!buffer.fits(line)) {
            flush();
        }
        if (!buffer.fits(line)) {
            put(Arrays.copyOf(line.array(), line.length()));
            return false;
        }
        return buffer.add(line);
    }

    /** Writes the content of the buffer, or queues it for {@link #drain} if it is to be compressed. */
    synchronized void flush() throws IOException {
        if (buffer != null && !buffer.isEmpty()) {
            put(buffer.take());
        }
    }

    private void put(byte[] bytes) throws IOException {
        if (buffer.gzip() == null) {
            write(bytes, bytes.length);
        } else {
            buffer.gzip().add(bytes);
        }
    }

    /** Compresses and writes the queued data. May take long. */
    void drain() throws IOException {
        if (buffer != null && buffer.gzip() != null) {
            buffer.gzip().drain(member -> write(member, member.length));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            flush();
            drain();
        } finally {
            replace(null);
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
