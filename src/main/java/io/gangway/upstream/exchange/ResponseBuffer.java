package io.gangway.upstream.exchange;

import io.gangway.content.TempFile;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * Buffers the part of a response that the client has not read yet: the oldest bytes in a temporary file, the rest in
 * memory. The file is created only when {@code proxy_buffers} do not suffice. Confined to its loop; owned by its
 * {@link UpstreamResponseBody}.
 */
final class ResponseBuffer {
    private static final int PIECE = 65536;

    /**
     * Total time for which a full buffer waits for the client before anything is written to a file, so that a client
     * that almost keeps up with the upstream needs none.
     */
    private static final long FILE_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final UpstreamResponseBody body;
    private final UpstreamLog log;
    private final Exchange x;
    private final BufferSizes sizes;

    /** Oldest first; the first {@link #writing} are being written to the file. */
    private final ArrayDeque<RetainableByteBuffer> memory = new ArrayDeque<>();
    /** The last buffer of {@link #memory} if more bytes may be appended to it; else null. */
    private RetainableByteBuffer.Mutable open;

    private long held;

    /** Null until it is created. */
    private TempFile file;
    /** Number of bytes read from the file. */
    private long read;

    /** Number of bytes written to the file. */
    private long written;
    /** Number of buffers of {@link #memory} that are being written to the file. */
    private int writing;

    private boolean reading;
    /** Bytes read from the file and not passed on yet. */
    private RetainableByteBuffer fetched;

    /** No more is written to a file: it is full, it failed, or there may be none. */
    private boolean exhausted;

    /** The file in which the response is stored anyway, and read from instead of {@link #file}; null for none. */
    private final StoredBody stored;
    /** With a stored body: the offset of the first byte of {@link #memory} in it, as are {@link #read} and {@link #written}. */
    private long position;

    /** The part of {@link #FILE_DELAY_NANOS} that is left. */
    private long delayLeftNanos = FILE_DELAY_NANOS;

    private Timer timer;
    /** Whether the timer runs. */
    private boolean timerRunning;

    /** When the timer was started. */
    private long timerStartNanos;

    private boolean freed;

    /**
     * Creates an empty buffer.
     *
     * @param mayWrite whether a temporary file may be used
     * @param stored the file in which the response is stored anyway; null for none
     * @param position number of bytes that have been passed on already
     */
    ResponseBuffer(
            UpstreamResponseBody body,
            UpstreamLog log,
            BufferSizes sizes,
            boolean mayWrite,
            StoredBody stored,
            long position) {
        this.body = body;
        this.log = log;
        this.sizes = sizes;
        x = log.x();
        this.stored = stored;
        this.position = position;
        exhausted = !mayWrite || sizes.file() == 0;
    }

    boolean isEmpty() {
        return memory.isEmpty() && fetched == null && read == written;
    }

    /** Whether the upstream must wait until {@link UpstreamResponseBody#drain}. May start writing to the file. */
    boolean isFull() {
        if (held < max()) {
            return false;
        }
        if (stored != null) {
            dropStored();
            return held >= max();
        }
        if (!exhausted && writing == 0) {
            if (delayLeftNanos > 0) {
                await();
            } else {
                write();
            }
        }
        return true;
    }

    /** Releases the oldest bytes that can be read from the stored body again. */
    private void dropStored() {
        if (read == written) {
            read = position;
            written = position;
        }
        while (!memory.isEmpty() && memory.peek().hasRemaining()) {
            int size = memory.peek().remaining();
            if (position + size > stored.written()) {
                return;
            }
            memory.poll().release();
            position += size;
            written = position;
            held -= size;
            if (memory.isEmpty()) {
                open = null;
            }
        }
    }

    /** Maximum number of bytes in memory. */
    private long max() {
        return x.loop().isShortOfMemory() ? 1 : sizes.total();
    }

    /**
     * Adds bytes, possibly none, and takes over their buffer. Small pieces are copied together, because a buffer of few
     * bytes takes as much memory as a full one.
     */
    void add(RetainableByteBuffer bytes) {
        int size = bytes.remaining();
        held += size;
        if (size == 0 || size >= sizes.piece() / 4) {
            open = null;
            memory.add(bytes);
            return;
        }
        try {
            if (open == null || open.space() < size) {
                open = x.loop().buffers().acquire(Math.max(size, x.loop().pieceSize(sizes.piece())), true);
                memory.add(open);
            }
            open.append(bytes.getByteBuffer());
        } finally {
            bytes.release();
        }
    }

    /**
     * Removes the oldest bytes, which the caller must release; null if none are in memory now: then they may be on
     * their way from or to the file.
     */
    RetainableByteBuffer next() {
        if (fetched != null) {
            RetainableByteBuffer piece = fetched;
            fetched = null;
            return piece;
        }
        if (read < written) {
            fetch();
            return null;
        }
        if (writing > 0 || memory.isEmpty()) {
            return null;
        }
        RetainableByteBuffer bytes = memory.poll();
        held -= bytes.remaining();
        position += bytes.remaining();
        if (memory.isEmpty()) {
            open = null;
        }
        caughtUp();
        return bytes;
    }

    // ---- the delay before a file is used

    private void await() {
        if (timerRunning) {
            return;
        }
        if (timer == null) {
            timer = x.loop().timer(this::expired);
        }
        timerRunning = true;
        timerStartNanos = x.loop().nanoTime();
        timer.arm(TimeUnit.NANOSECONDS.toMillis(delayLeftNanos) + 1);
    }

    private void caughtUp() {
        if (timerRunning && held < max()) {
            timerRunning = false;
            timer.cancel();
            delayLeftNanos -= x.loop().nanoTime() - timerStartNanos;
        }
    }

    private void expired() {
        timerRunning = false;
        delayLeftNanos = 0;
        isFull();
    }

    // ---- the file

    private void write() {
        List<ByteBuffer> pieces = new ArrayList<>();
        long size = 0;
        for (RetainableByteBuffer bytes : memory) {
            int more = bytes.remaining();
            if (!pieces.isEmpty() && size + more > sizes.write() || written + size + more > sizes.file()) {
                break;
            }
            pieces.add(bytes.getByteBuffer().duplicate());
            size += more;
        }
        if (pieces.isEmpty()) {
            exhausted = true;
            return;
        }
        if (file == null) {
            file = x.tempFile(sizes.path(), TempFile.Name.NONE, this::created);
        }
        open = null;
        writing = pieces.size();
        file.append(pieces, this::wrote);
    }

    private void created(String name) {
        log.write(
                LogLevel.WARN,
                "an upstream response is buffered to a temporary file " + name + " while reading upstream");
    }

    private void wrote(IOException failure) {
        int count = writing;
        writing = 0;
        if (failure == null) {
            for (int i = 0; i < count; i++) {
                RetainableByteBuffer bytes = memory.poll();
                held -= bytes.remaining();
                bytes.release();
            }
            written = file.length();
        }
        if (freed) {
            releaseMemory();
        } else if (failure == null) {
            body.drain();
        } else {
            exhausted = true;
            body.fileFailed(failure, false);
        }
    }

    private void fetch() {
        if (reading) {
            return;
        }
        reading = true;
        int size = (int) Math.min(x.loop().pieceSize(PIECE), written - read);
        if (stored == null) {
            file.read(read, size, this::fetched);
        } else {
            stored.read(read, size, this::fetched);
        }
    }

    private void fetched(RetainableByteBuffer piece, IOException failure) {
        reading = false;
        if (freed) {
            if (piece != null) {
                piece.release();
            }
        } else if (failure != null) {
            body.fileFailed(failure, true);
        } else {
            fetched = piece;
            read += piece.remaining();
            body.drain();
        }
    }

    // ---- the end

    /** Discards the rest. Buffers that are being written are released after the write. Idempotent. */
    void free() {
        freed = true;
        if (timer != null) {
            timer.cancel();
        }
        if (fetched != null) {
            fetched.release();
            fetched = null;
        }
        if (writing == 0) {
            releaseMemory();
        }
        if (file != null) {
            file.close();
        }
    }

    private void releaseMemory() {
        while (!memory.isEmpty()) {
            memory.poll().release();
        }
    }
}
