package io.gangway.cache;

import io.gangway.content.PrivateFiles;
import io.gangway.content.TempPath;
import io.gangway.errorlog.LogLevel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IO;

/**
 * Writes one response into a cache: a temporary file, which takes its place when the response is complete. Confined to
 * the loop of its request, which ends it by {@link #finish} or {@link #abort}; it lives on after the request until the
 * file is in layout. A failure, such as a full disk, is logged once; then the rest is discarded.
 */
public final class CacheWriter {
    /** How many bytes are collected for one write. */
    private static final int PIECE = 64 * 1024;

    /** Up to this size a piece is copied: a buffer of few bytes takes as much memory as a full one. */
    private static final int SMALL = 2048;

    private static final int COPIES = 16 * 1024;

    /** How many bytes may wait for the disk before {@link #write} asks for a pause. */
    private static final int MAX_WAITING = 256 * 1024;

    private enum State {
        OPEN,
        FINISHING,
        ENDED
    }

    private final CacheAccess access;
    private final CacheZone zone;
    private final CacheHeader header;
    private final TempPath tempPath;
    private final CacheId id;

    /** What is written next; the buffers are owned. */
    private List<RetainableByteBuffer> waiting = new ArrayList<>();

    /** The last buffer of {@link #waiting} if more small pieces may be appended to it; else null. */
    private RetainableByteBuffer.Mutable copies;

    /** Header, key and head, until they are written. */
    private ByteBuffer begin;

    private int waitingBytes;
    private long length;
    private boolean writing;
    private State state = State.OPEN;
    private Runnable whenWritten = () -> {};
    private Runnable finished = () -> {};

    /** Number of bytes of the file that have been written. */
    private long written;
    /** Number of reads that the pool has not finished yet. */
    private int reading;
    /** Whether nothing more is read, so that the file can be closed. */
    private boolean closed;

    /** Only used by tasks of the pool, one at a time. */
    private CacheTemp temp;

    /** The file, to read what was written; kept when it is in its place. */
    private volatile FileChannel channel;

    private volatile Path file;

    /**
     * @param tempPath null for a file next to its final place
     */
    CacheWriter(CacheAccess access, CacheHeader header, ByteBuffer head, TempPath tempPath) {
        this.access = access;
        this.header = header;
        this.tempPath = tempPath;
        zone = access.zone();
        id = access.id();
        begin = ByteBuffer.allocate(header.layout().bodyStart());
        begin.put(header.encode()).put(CacheKey.MARK).put(access.key().bytes()).put((byte) '\n');
        begin.put(head.duplicate()).flip();
        length = begin.remaining();
        access.begin();
    }

    /**
     * Adds bytes of the body.
     *
     * @param piece owned by the writer from here on
     * @return whether there is room for more, as {@link #isFull} says too
     */
    public boolean write(RetainableByteBuffer piece) {
        if (state != State.OPEN) {
            piece.release();
            return true;
        }
        int size = piece.remaining();
        collect(piece, size);
        waitingBytes += size;
        length += size;
        if (!writing && waitingBytes >= PIECE) {
            submit(false);
        }
        return !isFull();
    }

    private void collect(RetainableByteBuffer piece, int size) {
        if (size > SMALL) {
            copies = null;
            waiting.add(piece);
            return;
        }
        try {
            if (copies == null || copies.space() < size) {
                copies = access.loop().buffers().acquire(COPIES, true);
                waiting.add(copies);
            }
            copies.append(piece.getByteBuffer());
        } finally {
            piece.release();
        }
    }

    /** Whether no more should be added until the disk has caught up. */
    public boolean isFull() {
        return waitingBytes >= MAX_WAITING;
    }

    /** Sets what is called whenever bytes have been written, and after a failure. */
    public void whenWritten(Runnable then) {
        whenWritten = then;
    }

    /** Number of bytes of the body that have been written, so that they can be read. */
    public long written() {
        return Math.max(0, written - header.layout().bodyStart());
    }

    /**
     * Reads bytes of the body that have been written, for a client that is slow.
     *
     * @param from offset in the body
     * @param then receives the bytes, which it owns, or null and a failure in nginx's wording
     */
    public void read(long from, int size, BiConsumer<RetainableByteBuffer, IOException> then) {
        RetainableByteBuffer piece = access.loop().buffers().acquire(size, true);
        ByteBuffer bytes = piece.getByteBuffer();
        bytes.clear().limit(size);
        reading++;
        access.loop()
                .offload(
                        () -> {
                            read(bytes, header.layout().bodyStart() + from);
                            return null;
                        },
                        (nothing, failure) -> {
                            reading--;
                            if (failure != null) {
                                piece.release();
                            }
                            free();
                            then.accept(
                                    failure == null ? piece : null,
                                    failure == null ? null : new IOException(failure.getMessage(), failure));
                        });
    }

    private void read(ByteBuffer into, long from) throws IOException {
        try {
            while (into.hasRemaining()) {
                if (channel.read(into, from + into.position()) < 0) {
                    throw new EOFException("the file was truncated");
                }
            }
        } catch (IOException e) {
            throw PrivateFiles.failed("pread()", file, e);
        }
        into.flip();
    }

    /** Nothing is read any more. Idempotent. */
    public void close() {
        closed = true;
        free();
    }

    /** Closes the file as soon as it is complete and nobody reads. */
    private void free() {
        if (closed && reading == 0 && state == State.ENDED && !writing) {
            IO.close(channel);
        }
    }

    /** Length of the body so far, in bytes. */
    public long bodyLength() {
        return length - header.layout().bodyStart();
    }

    /**
     * The response is complete: puts the file in its place, soon. Requests for it wait from here on until that is done.
     *
     * @param then called once on the loop, when the file is in its place, or after a failure
     */
    public void finish(Runnable then) {
        if (state != State.OPEN) {
            access.loop().execute(then);
            return;
        }
        state = State.FINISHING;
        finished = then;
        access.commit();
        if (!writing) {
            submit(true);
        }
    }

    /** The response is incomplete or not to be stored: the file is deleted. Idempotent; nothing after {@link #finish}. */
    public void abort() {
        if (state == State.OPEN) {
            state = State.ENDED;
            discard();
            if (!writing) {
                remove();
            }
        }
    }

    private void submit(boolean last) {
        writing = true;
        List<RetainableByteBuffer> pieces = waiting;
        waiting = new ArrayList<>();
        copies = null;
        waitingBytes = 0;
        ByteBuffer first = begin;
        begin = null;
        long end = length;
        access.loop()
                .offload(
                        () -> {
                            append(first, pieces);
                            if (last) {
                                commit();
                            }
                            return null;
                        },
                        (nothing, failure) -> {
                            pieces.forEach(RetainableByteBuffer::release);
                            written = failure == null ? end : written;
                            written(last, failure);
                        });
    }

    private void append(ByteBuffer first, List<RetainableByteBuffer> pieces) throws IOException {
        if (temp == null) {
            temp = tempPath == null ? zone.directory().createTemp(id) : CacheTemp.in(tempPath);
            channel = temp.channel();
            file = temp.file();
        }
        List<ByteBuffer> all = new ArrayList<>();
        if (first != null) {
            all.add(first);
        }
        pieces.forEach(piece -> all.add(piece.getByteBuffer()));
        try {
            ByteBuffer[] buffers = all.toArray(new ByteBuffer[0]);
            for (int from = 0; from < buffers.length; ) {
                channel.write(buffers, from, buffers.length - from);
                while (from < buffers.length && !buffers[from].hasRemaining()) {
                    from++;
                }
            }
        } catch (IOException e) {
            throw PrivateFiles.failed("pwrite()", temp.file(), e);
        }
    }

    private void commit() throws IOException {
        CacheTemp complete = temp;
        temp = null;
        zone.store(access, complete.file(), header.layout().bodyStart(), length);
    }

    private void written(boolean last, Throwable failure) {
        writing = false;
        if (failure != null) {
            access.log(LogLevel.CRIT, String.valueOf(failure.getMessage()));
            if (state == State.FINISHING) {
                access.committed();
            }
            state = State.ENDED;
            discard();
        }
        if (state == State.ENDED) {
            remove();
        } else if (last) {
            state = State.ENDED;
            access.end();
        } else if (state == State.FINISHING) {
            submit(true);
        } else if (waitingBytes >= PIECE) {
            submit(false);
        }
        free();
        whenWritten.run();
        if (state == State.ENDED) {
            Runnable then = finished;
            finished = () -> {};
            then.run();
        }
    }

    private void discard() {
        waiting.forEach(RetainableByteBuffer::release);
        waiting.clear();
        copies = null;
        waitingBytes = 0;
        begin = null;
    }

    private void remove() {
        access.loop().offload(this::delete, (nothing, failure) -> {
            if (failure instanceof RejectedExecutionException) {
                deleteNow();
            } else if (failure != null) {
                access.log(LogLevel.CRIT, String.valueOf(failure.getMessage()));
            }
            free();
            access.end();
        });
    }

    /** Deletes on the calling thread, since the pool has already been shut down. */
    private void deleteNow() {
        try {
            delete();
        } catch (IOException e) {
            access.log(LogLevel.CRIT, e.getMessage());
        }
    }

    private Void delete() throws IOException {
        CacheTemp left = temp;
        temp = null;
        if (left != null) {
            Files.deleteIfExists(left.file());
        }
        return null;
    }
}
