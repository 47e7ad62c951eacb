package io.gangway.content;

import io.gangway.conf.Environment;
import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A temporary file, created when its first bytes are written. Confined to a loop; operations that may block run on the
 * pool. Its owner calls {@link #close} on every path; the file is freed when the last operation has finished.
 */
public final class TempFile {
    /** How long the file has a name. */
    public enum Name {
        /** Only while it is created, as in nginx. */
        NONE,
        /** Until the file is closed. */
        UNTIL_CLOSED,
        /** The file is kept. */
        KEPT
    }

    private final EventLoop loop;
    private final TempPath path;
    private final Name name;
    private final Consumer<String> created;
    private final Consumer<Throwable> failed;
    private final Consumer<IOException> notFreed;

    /** Written by the first append task, before any other task runs. */
    private TempPath.Created file;

    private boolean reported;
    private long length;
    /** Number of tasks that the pool has not finished yet. */
    private int pending;

    private boolean closed;

    /** Number of readers that may outlive the owner. */
    private int readers;

    /**
     * A file that is not created yet.
     *
     * @param created receives its name, one char per byte, when it is created
     * @param failed receives exceptions of callbacks of {@link #append} or {@link #read}
     * @param notFreed receives the failure to close or remove the file, in nginx's wording
     */
    public TempFile(
            EventLoop loop,
            TempPath path,
            Name name,
            Consumer<String> created,
            Consumer<Throwable> failed,
            Consumer<IOException> notFreed) {
        this.loop = loop;
        this.path = path;
        this.name = name;
        this.created = created;
        this.failed = failed;
        this.notFreed = notFreed;
    }

    /** Its name, one char per byte, even after the file was removed; null before it is created. */
    public String name() {
        return reported ? Environment.bytes(file.file()) : null;
    }

    /** Length in bytes. */
    public long length() {
        return length;
    }

    /**
     * Appends bytes; the first call creates the file. At most one call at a time.
     *
     * @param pieces not to be changed by the caller until {@code then} is called
     * @param then called once, with null or a failure in nginx's wording
     */
    public void append(List<ByteBuffer> pieces, Consumer<IOException> then) {
        long from = length;
        offload(() -> write(pieces, from), (size, failure) -> {
            if (failure == null) {
                length += size;
            }
            then.accept(failure);
        });
    }

    private long write(List<ByteBuffer> pieces, long from) throws IOException {
        if (file == null) {
            file = path.create(name != Name.NONE);
        }
        long at = from;
        try {
            for (ByteBuffer piece : pieces) {
                while (piece.hasRemaining()) {
                    at += file.channel().write(piece, at);
                }
            }
        } catch (IOException e) {
            throw PrivateFiles.failed("pwrite()", file.file(), e);
        }
        return at - from;
    }

    /**
     * Reads bytes that were written before.
     *
     * @param then receives the bytes, which it owns, or null and a failure in nginx's wording
     */
    public void read(long from, int size, BiConsumer<RetainableByteBuffer, IOException> then) {
        RetainableByteBuffer piece = loop.buffers().acquire(size, true);
        ByteBuffer bytes = piece.getByteBuffer();
        bytes.clear().limit(size);
        offload(() -> read(bytes, from), (nothing, failure) -> {
            if (failure != null) {
                piece.release();
            }
            then.accept(failure == null ? piece : null, failure);
        });
    }

    private Void read(ByteBuffer into, long from) throws IOException {
        FileChannel channel = file.channel();
        try {
            while (into.hasRemaining()) {
                if (channel.read(into, from + into.position()) < 0) {
                    throw new IOException("the file was truncated");
                }
            }
        } catch (IOException e) {
            throw PrivateFiles.failed("pread()", file.file(), e);
        }
        into.flip();
        return null;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> void offload(Work<T> work, BiConsumer<T, IOException> then) {
        pending++;
        loop.offload(work::run, (result, failure) -> {
            pending--;
            try {
                done(result, failure, then);
            } catch (RuntimeException | Error e) {
                failed.accept(e);
            }
        });
    }

    private <T> void done(T result, Throwable failure, BiConsumer<T, IOException> then) {
        try {
            if (file != null && !reported) {
                reported = true;
                created.accept(name());
            }
            then.accept(result, failure == null ? null : io(failure));
        } finally {
            if (closed) {
                free();
            }
        }
    }

    private static IOException io(Throwable failure) {
        if (failure instanceof RejectedExecutionException) {
            return new IOException(failure.getMessage(), failure);
        }
        return failure instanceof IOException io ? io : new IOException("temporary file: " + failure, failure);
    }

    /**
     * Keeps the file for another reader, even after {@link #close}.
     *
     * @return to be run exactly once, when that reader is done
     */
    public Runnable retain() {
        readers++;
        return () -> {
            readers--;
            if (closed) {
                free();
            }
        };
    }

    /** Closes the file once the running tasks and the other readers have finished. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            free();
        }
    }

    /** Frees on the pool, since deleting a large file may take time. */
    private void free() {
        if (pending > 0 || readers > 0 || file == null) {
            return;
        }
        TempPath.Created last = file;
        loop.offload(() -> remove(last), (nothing, failure) -> {
            if (failure instanceof RejectedExecutionException) {
                freeNow(last);
            } else if (failure != null) {
                notFreed.accept(io(failure));
            }
        });
    }

    /** Frees on the calling thread, since the pool has already been shut down. */
    private void freeNow(TempPath.Created last) {
        try {
            remove(last);
        } catch (IOException e) {
            notFreed.accept(e);
        }
    }

    private Void remove(TempPath.Created last) throws IOException {
        try {
            last.channel().close();
        } catch (IOException e) {
            throw PrivateFiles.failed("close()", last.file(), e);
        }
        try {
            if (name == Name.UNTIL_CLOSED) {
                Files.deleteIfExists(last.file());
            }
        } catch (IOException e) {
            throw PrivateFiles.failed("unlink()", last.file(), e);
        }
        return null;
    }
}
