package io.gangway.content;

import io.gangway.loop.EventLoop;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A body that is passed on as it comes. As in nginx, what has come by the time it is asked for is read at once: so a short body is
 * whole before anybody is asked, and one that is malformed is refused. Confined to the exchange's loop; its exchange frees it.
 */
public final class StreamedBody implements RequestBody {
    private final EventLoop loop;
    private final RequestBody body;
    /** What was read ahead, oldest first. */
    private final Deque<RetainableByteBuffer> ahead = new ArrayDeque<>();

    private int size;
    private boolean taken;

    public StreamedBody(EventLoop loop, RequestBody body) {
        this.loop = loop;
        this.body = body;
    }

    /** Reads what is there, until that is at least {@code enough} bytes; true when that was the rest. */
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

    /** All that was read ahead, in one piece. */
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

    /** Whether bytes of it were given to somebody, so that nobody else can have all of it. */
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
    public void wholeWanted() {
        body.wholeWanted();
    }

    @Override
    public void cancel() {
        free();
        body.cancel();
    }

    /** Frees what nobody has taken. */
    public void free() {
        ahead.forEach(RetainableByteBuffer::release);
        ahead.clear();
    }
}
