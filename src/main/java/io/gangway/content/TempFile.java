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
 * A temporary file, made with its first bytes. Confined to a loop; the disk is asked on the pool for
 * what may block. Its owner calls {@link #close} on every path; the file is freed when the last thing that was asked is done.
 */
public final class TempFile {
    /** What becomes of the file's name. */
    public enum Name {
        /** It has one only while it is made, as in nginx. */
        NONE,
        /** It can be seen until the file is closed. */
        UNTIL_CLOSED,
        /** The file stays where it is. */
        KEPT
    }

    private final EventLoop loop;
    private final TempPath path;
    private final Name name;
    private final Consumer<String> created;
    private final Consumer<Throwable> failed;
    private final Consumer<IOException> notFreed;

    /** Written by the task that makes it, before anything else is asked. */
    private TempPath.Created file;

    private boolean told;
    private long length;
    /** How many things the pool was asked for and has not done yet. */
    private int asked;

    private boolean closed;

    /**
     * A file that is not there yet.
     *
     * @param created told its name, one char per byte, when it is made
     * @param failed told what a callback of {@link #append} or {@link #read} threw
     * @param notFreed told in nginx's words why the file could not be closed or removed
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

    /** Its name, one char per byte, also after it was removed; null before it is made. */
    public String name() {
        return told ? Environment.bytes(file.file()) : null;
    }

    /** Bytes in it. */
    public long length() {
        return length;
    }

    /**
     * Writes at the end; the first call makes the file. One at a time.
     *
     * @param pieces left alone by the caller until it is told
     * @param then told once, with null or with a failure in nginx's words
     */
    public void append(List<ByteBuffer> pieces, Consumer<IOException> then) {
        long from = length;
        ask(() -> write(pieces, from), (size, failure) -> {
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
            throw TempPath.failed("pwrite()", file.file(), e);
        }
        return at - from;
    }

    /**
     * Reads bytes that were written before.
     *
     * @param then gets the bytes, which are its own, or null and a failure in nginx's words
     */
    public void read(long from, int size, BiConsumer<RetainableByteBuffer, IOException> then) {
        RetainableByteBuffer piece = loop.buffers().acquire(size, true);
        ByteBuffer bytes = piece.getByteBuffer();
        bytes.clear().limit(size);
        ask(() -> read(bytes, from), (nothing, failure) -> {
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
            throw TempPath.failed("pread()", file.file(), e);
        }
        into.flip();
        return null;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> void ask(Work<T> work, BiConsumer<T, IOException> then) {
        asked++;
        loop.offload(work::run, (result, failure) -> {
            asked--;
            try {
                done(result, failure, then);
            } catch (RuntimeException | Error e) {
                failed.accept(e);
            }
        });
    }

    private <T> void done(T result, Throwable failure, BiConsumer<T, IOException> then) {
        try {
            if (file != null && !told) {
                told = true;
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

    /** Nobody needs it any more. Idempotent. */
    public void close() {
        if (!closed) {
            closed = true;
            free();
        }
    }

    /** Off the loop, for a file system takes its time to forget a large file. */
    private void free() {
        if (asked > 0 || file == null) {
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

    /** The pool has ended before us. */
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
            throw TempPath.failed("close()", last.file(), e);
        }
        try {
            if (name == Name.UNTIL_CLOSED) {
                Files.deleteIfExists(last.file());
            }
        } catch (IOException e) {
            throw TempPath.failed("unlink()", last.file(), e);
        }
        return null;
    }
}
