package io.gangway.cache;

import io.gangway.content.TempPath;
import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IO;

/**
 * Writes one response into a cache: a temporary file, which takes its place when the response is complete. Confined to
 * the loop of its request, which ends it by {@link #finish} or {@link #abort}; it lives on after the request until the
 * file is in place. A failure, such as a full disk, is logged once; then the rest is discarded.
 */
public final class CacheWriter {
    /** How many bytes are collected for one write. */
    private static final int PIECE = 64 * 1024;

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

    /** Header, key and head, until they are written. */
    private ByteBuffer begin;

    private int waitingBytes;
    private long length;
    private boolean writing;
    private State state = State.OPEN;
    private Runnable room;

    /** Only used by tasks of the pool, one at a time. */
    private CacheTemp temp;

    /**
     * @param tempPath null for a file next to its final place
     */
    CacheWriter(CacheAccess access, CacheHeader header, ByteBuffer head, TempPath tempPath) {
        this.access = access;
        this.header = header;
        this.tempPath = tempPath;
        zone = access.zone();
        id = access.id();
        begin = ByteBuffer.allocate(header.place().bodyStart());
        begin.put(header.encode()).put(CacheKey.MARK).put(access.key().bytes()).put((byte) '\n');
        begin.put(head.duplicate()).flip();
        length = begin.remaining();
        access.begin();
    }

    /**
     * Adds bytes of the body.
     *
     * @param piece owned by the writer from here on
     * @return whether there is room for more; if not, {@link #whenRoom} tells when
     */
    public boolean write(RetainableByteBuffer piece) {
        if (state != State.OPEN) {
            piece.release();
            return true;
        }
        int size = piece.remaining();
        waiting.add(piece);
        waitingBytes += size;
        length += size;
        if (!writing && waitingBytes >= PIECE) {
            submit(false);
        }
        return waitingBytes < MAX_WAITING;
    }

    /** Calls a task once, when the disk has caught up. */
    public void whenRoom(Runnable then) {
        room = then;
    }

    /** Length of the body so far, in bytes. */
    public long bodyLength() {
        return length - header.place().bodyStart();
    }

    /**
     * The response is complete: puts the file in its place, soon. Requests for it wait from here on until that is done,
     * so call this before the client gets the last bytes.
     */
    public void finish() {
        if (state == State.OPEN) {
            state = State.FINISHING;
            access.commit();
            if (!writing) {
                submit(true);
            }
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
        waitingBytes = 0;
        ByteBuffer first = begin;
        begin = null;
        access.loop().offload(
                () -> {
                    append(first, pieces);
                    if (last) {
                        commit();
                    }
                    return null;
                },
                (nothing, failure) -> {
                    pieces.forEach(RetainableByteBuffer::release);
                    written(last, failure);
                });
    }

    private void append(ByteBuffer first, List<RetainableByteBuffer> pieces) throws IOException {
        if (temp == null) {
            temp = tempPath == null ? zone.directory().createTemp(id) : CacheTemp.in(tempPath);
        }
        List<ByteBuffer> all = new ArrayList<>();
        if (first != null) {
            all.add(first);
        }
        pieces.forEach(piece -> all.add(piece.getByteBuffer()));
        try {
            FileChannel channel = temp.channel();
            ByteBuffer[] buffers = all.toArray(new ByteBuffer[0]);
            for (int from = 0; from < buffers.length; ) {
                channel.write(buffers, from, buffers.length - from);
                while (from < buffers.length && !buffers[from].hasRemaining()) {
                    from++;
                }
            }
        } catch (IOException e) {
            throw CacheDirectory.failed("pwrite()", temp.file(), e);
        }
    }

    private void commit() throws IOException {
        CacheTemp complete = temp;
        complete.close();
        temp = null;
        zone.store(access, complete.file(), header.place().bodyStart(), length);
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
        if (room != null && waitingBytes < MAX_WAITING) {
            Runnable then = room;
            room = null;
            then.run();
        }
    }

    private void discard() {
        waiting.forEach(RetainableByteBuffer::release);
        waiting.clear();
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
            IO.close(left.channel());
            Files.deleteIfExists(left.file());
        }
        return null;
    }
}
