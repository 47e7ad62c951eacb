package io.gangway.content;

import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A whole request body in memory, or in a temporary file when it is large. Its exchange frees it, and closes the file. Confined to
 * the loop.
 */
public final class RewindableBody implements RequestBody {
    private static final int PIECE = 65536;

    private final EventLoop loop;
    private final ByteBuffer memory;
    private final TempFile file;
    private long position;

    /** What was read of the file and nobody has taken yet. */
    private RetainableByteBuffer fetched;

    private boolean fetching;
    /** Counts the rewinds: what was asked for before the last one is not wanted any more. */
    private int round;

    private Runnable readable;
    private RequestBodyException failure;
    private boolean freed;

    /**
     * A body that was read.
     *
     * @param file null when it is in memory; else all of it is there
     */
    public RewindableBody(EventLoop loop, ByteBuffer memory, TempFile file) {
        this.loop = loop;
        this.memory = memory;
        this.file = file;
    }

    /** The same bytes for another reader, as long as this one's exchange lives. */
    public RewindableBody view() {
        return new RewindableBody(loop, memory, file);
    }

    /** Starts again from the first byte. */
    public RewindableBody rewind() {
        drop();
        round++;
        readable = null;
        failure = null;
        position = 0;
        return this;
    }

    /** Null when it is in memory. */
    public TempFile file() {
        return file;
    }

    /** All of it, one char per byte, when it is in memory; null when it is in a file. */
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
            int asked = round;
            loop.execute(() -> {
                if (asked == round) {
                    call();
                }
            });
        } else if (!fetching) {
            fetch();
        }
    }

    private void fetch() {
        int asked = round;
        fetching = true;
        file.read(position, (int) Math.min(PIECE, length() - position), (piece, cause) -> {
            fetching = false;
            if (asked == round && !freed) {
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

    /** The exchange has ended. */
    public void free() {
        freed = true;
        drop();
        readable = null;
    }
}
