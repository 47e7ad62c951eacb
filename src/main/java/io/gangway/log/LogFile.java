package io.gangway.log;

import io.gangway.conf.PathName;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A file that grows by whole lines. Opened for appending, so that other processes and other generations may write to the same
 * file. Safe for use by several threads.
 */
final class LogFile implements AutoCloseable {
    /** Null for the standard error stream. */
    private final Path path;

    /** Null while it is not open; guarded by this. */
    private FileOutputStream out;

    /** What {@code buffer=} says, or null; set while the configuration is read. */
    private LogBuffer buffer;

    LogFile(Path path) {
        this.path = path;
    }

    /** As messages name it, one char per byte. */
    String name() {
        return path == null ? "stderr" : PathName.of(path);
    }

    /** Null when lines go straight to the file. */
    LogBuffer buffer() {
        return buffer;
    }

    void buffer(LogBuffer newBuffer) {
        buffer = newBuffer;
    }

    /**
     * Opens it, or opens its name again when it was moved away; on failure what was open stays open.
     *
     * @throws FileSystemException with the system's reason
     */
    synchronized void open() throws IOException {
        FileOutputStream fresh = path == null ? new FileOutputStream(FileDescriptor.err) : appending(path);
        try (FileOutputStream before = path == null ? null : out) {
            if (before != null) {
                flush();
            }
        } finally {
            out = fresh;
        }
    }

    /** FileOutputStream and not a channel: an interrupt, as when the server stops, would close a channel for all. */
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

    /** Writes a line at once. */
    synchronized void write(Line line) throws IOException {
        if (out != null) {
            out.write(line.array(), 0, line.length());
        }
    }

    /**
     * Writes a line through the buffer, if there is one.
     *
     * @return whether the line is the first that waits in the buffer
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
            write(line);
            return false;
        }
        return buffer.add(line);
    }

    /** Writes what waits in the buffer. */
    synchronized void flush() throws IOException {
        if (buffer != null && buffer.waiting() > 0) {
            byte[] waiting = Arrays.copyOf(buffer.array(), buffer.waiting());
            buffer.clear();
            if (out != null) {
                out.write(waiting);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        FileOutputStream closing = out;
        if (closing == null) {
            return;
        }
        try {
            flush();
        } finally {
            out = null;
            if (path != null) {
                closing.close();
            }
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
