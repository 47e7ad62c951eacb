package io.gangway.content;

import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A body that is passed on as it arrives. As in nginx, the part that has already arrived is read first: a short body is
 * complete before the upstream is contacted, and a malformed one is refused. Confined to the exchange's loop; its
 * exchange frees it.
 */
public final class StreamedBody implements RequestBody {
    private final EventLoop loop;
    private final RequestBody body;
    /** Buffers that were read ahead, oldest first. */
    private final Deque<RetainableByteBuffer> ahead = new ArrayDeque<>();

    private int size;
    private boolean taken;

    public StreamedBody(EventLoop loop, RequestBody body) {
        this.loop = loop;
        this.body = body;
    }

    /**
     * Reads the available bytes, until there are at least {@code enough} of them. Returns true when the body is
     * complete.
     */
    public boolean readAhead(long enough) throws RequestBodyException {
        while (!body.ended() && size < enough) {
            RetainableByteBuffer piece = body.read();
            if (piece == null) {
                break;
            }
            ahead.add(piece);
            size += piece.remaining();
        }
        return body.ended();
    }

    /** Takes all bytes that were read ahead, in one buffer. */
    public ByteBuffer takeAhead() {
        ByteBuffer all = ByteBuffer.allocate(size);
        ahead.forEach(piece -> all.put(piece.getByteBuffer()));
        free();
        return all.flip();
    }

    @Override
    public long length() {
        return body.length();
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        RetainableByteBuffer next = ahead.poll();
        RetainableByteBuffer piece = next == null ? body.read() : next;
        taken |= piece != null;
        return piece;
    }

    /** Whether a reader has taken bytes, so that no other can have the whole body. */
    public boolean isTaken() {
        return taken;
    }

    @Override
    public boolean ended() {
        return ahead.isEmpty() && body.ended();
    }

    @Override
    public void demand(Runnable readable) {
        if (ahead.isEmpty()) {
            body.demand(readable);
        } else {
            loop.execute(readable);
        }
    }

    @Override
    public long announced() {
        return ahead.isEmpty() ? body.announced() : -1;
    }

    @Override
    public void readsWhole() {
        body.readsWhole();
    }

    @Override
    public void cancel() {
        free();
        body.cancel();
    }

    /** Frees the buffers that were not taken. */
    public void free() {
        ahead.forEach(RetainableByteBuffer::release);
        ahead.clear();
    }
}
