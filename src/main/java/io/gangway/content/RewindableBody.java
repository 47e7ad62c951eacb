package io.gangway.content;

import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A whole request body, in memory or in a temporary file when it is large. Its exchange frees it and closes the file.
 * Confined to the loop.
 */
public final class RewindableBody implements RequestBody {
    private static final int PIECE = 65536;

    private final EventLoop loop;
    private final ByteBuffer memory;
    private final TempFile file;
    private long position;

    /** Bytes of the file that were read but not taken yet. */
    private RetainableByteBuffer fetched;

    private boolean fetching;
    /** Counts the rewinds: requests from before the last one are ignored. */
    private int rewinds;

    private Runnable readable;
    private RequestBodyException failure;
    private boolean freed;

    /**
     * A body that was read completely.
     *
     * @param file null when the body is in memory; otherwise contains all of it
     */
    public RewindableBody(EventLoop loop, ByteBuffer memory, TempFile file) {
        this.loop = loop;
        this.memory = memory;
        this.file = file;
    }

    /** A second view of the same bytes for another reader, valid as long as this one's exchange. */
    public RewindableBody view() {
        return new RewindableBody(loop, memory, file);
    }

    /**
     * Keeps the bytes for a reader that may outlive the exchange.
     *
     * @return to be run exactly once, when the reader has ended
     */
    public Runnable retain() {
        if (file != null) {
            return file.retain();
        }
        int size = memory.capacity();
        loop.hold(size);
        return () -> loop.hold(-size);
    }

    /** Starts again from the first byte. */
    public RewindableBody rewind() {
        drop();
        rewinds++;
        readable = null;
        failure = null;
        position = 0;
        return this;
    }

    /** The file, or null when the body is in memory. */
    public TempFile file() {
        return file;
    }

    /** The whole body, one char per byte; null when it is in a file. */
    public String text() {
        return file == null
                ? StandardCharsets.ISO_8859_1.decode(memory.duplicate()).toString()
                : null;
    }

    @Override
    public long length() {
        return file == null ? memory.limit() : file.length();
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        if (failure != null) {
            throw failure;
        }
        if (ended()) {
            return null;
        }
        if (file == null) {
            ByteBuffer rest = memory.duplicate();
            rest.position((int) position);
            position = length();
            return RetainableByteBuffer.wrap(rest);
        }
        RetainableByteBuffer piece = fetched;
        fetched = null;
        position += piece == null ? 0 : piece.remaining();
        return piece;
    }

    @Override
    public boolean ended() {
        return position == length();
    }

    @Override
    public void demand(Runnable callback) {
        readable = callback;
        if (file == null || fetched != null || failure != null) {
            int round = rewinds;
            loop.execute(() -> {
                if (round == rewinds) {
                    call();
                }
            });
        } else if (!fetching) {
            fetch();
        }
    }

    private void fetch() {
        int round = rewinds;
        fetching = true;
        file.read(position, (int) Math.min(PIECE, length() - position), (piece, cause) -> {
            fetching = false;
            if (round == rewinds && !freed) {
                fetched = piece;
                failure = cause == null ? null : new RequestBodyException(500, cause.getMessage());
                call();
                return;
            }
            if (piece != null) {
                piece.release();
            }
            if (readable != null) {
                fetch();
            }
        });
    }

    private void call() {
        Runnable callback = readable;
        if (callback != null) {
            readable = null;
            callback.run();
        }
    }

    @Override
    public void cancel() {
        drop();
        readable = null;
        position = length();
    }

    private void drop() {
        if (fetched != null) {
            fetched.release();
            fetched = null;
        }
    }

    /** Frees the buffer, at the end of the exchange. */
    public void free() {
        freed = true;
        drop();
        readable = null;
    }
}
