package io.gangway.server.http2;

import io.gangway.content.RequestBodyException;
import io.gangway.http.RequestHead;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.loop.EventLoop;
import io.gangway.server.connection.ClientBody;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The body of an HTTP/2 request. Holds received bytes until they are read; these never exceed the stream's window,
 * which is opened again as bytes are read. Confined to the loop.
 */
final class Http2Body extends ClientBody {
    private static final int PIECE = 16384;

    /**
     * Window for a body that is buffered as a whole. nginx uses the maximum; here a disk may be slower than the client.
     */
    private static final int WHOLE = 1 << 20;

    private final FrameWriter output;
    private final int stream;
    private final long length;
    private final int preread;

    /** Window while the body is being read; the initial window may be smaller. */
    private int target;

    private int window;

    private final Deque<RetainableByteBuffer> pieces = new ArrayDeque<>();
    private long received;

    /** The client has sent the whole body. */
    private boolean inputEnded;

    private boolean cancelled;

    Http2Body(FrameWriter output, EventLoop loop, int stream, RequestHead head, boolean ended, int window) {
        super(loop);
        this.output = output;
        this.stream = stream;
        this.window = window;
        preread = window;
        inputEnded = ended;
        length = head.chunked() ? -1 : Math.max(head.contentLength(), 0);
    }

    int window() {
        return window;
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    /** Reserves window for a frame; false when the frame exceeds it. */
    boolean fits(int size) {
        if (size > window) {
            return false;
        }
        window -= size;
        return true;
    }

    /**
     * Adds bytes that have arrived; they are copied. Once all frames of a read are added, {@link #call()} notifies the
     * reader.
     */
    void receive(ByteBuffer bytes, boolean last) {
        inputEnded |= last;
        if (cancelled || failure != null) {
            return;
        }
        received += bytes.remaining();
        if (length >= 0 && received > length) {
            fail(400, "client intended to send body data larger than declared");
        } else if (last && length >= 0 && received < length) {
            fail(
                    400,
                    "client prematurely closed stream: only " + received + " out of " + length
                            + " bytes of request body received");
        } else {
            keep(bytes);
        }
    }

    /** Adds bytes to the last buffer: small frames share one, so that the memory is proportional to the window. */
    private void keep(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            RetainableByteBuffer tail = pieces.peekLast();
            if (tail == null || BufferUtil.space(tail.getByteBuffer()) == 0) {
                tail = loop.buffers().acquire(PIECE, true);
                pieces.add(tail);
            }
            BufferUtil.append(tail.getByteBuffer(), bytes);
        }
    }

    /** Memory of the unread bytes. */
    long held() {
        return (long) pieces.size() * PIECE;
    }

    // ---- RequestBody

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean ended() {
        return inputEnded && pieces.isEmpty() && failure == null;
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        if (failure != null) {
            throw failure;
        }
        return pieces.poll();
    }

    @Override
    public void readsWhole() {
        target = Math.max(preread, WHOLE);
        openWindow();
    }

    /** Reopens the window: not for a few bytes only, and only to its initial size while memory is short. */
    private void openWindow() {
        int size = loop.isShortOfMemory() ? Math.min(target, preread) : target;
        if (!inputEnded && window < size && window <= size - size / 4 && failure == null) {
            output.queue(Frames.windowUpdate(stream, size - window));
            window = size;
            output.flush();
        }
    }

    @Override
    protected boolean isReadable() {
        return !pieces.isEmpty() || inputEnded || failure != null;
    }

    @Override
    protected void await() {
        if (target == 0) {
            long buffer = exchange.location().settings().bodyBuffering().size();
            target = (int) Math.max(preread, Math.min(buffer, Integer.MAX_VALUE));
        }
        openWindow();
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop();
        free();
    }

    /** The client has disconnected. */
    void clientGone() {
        inputEnded = true;
        fail(0, "client prematurely closed stream");
        stop();
        free();
    }

    private void free() {
        for (RetainableByteBuffer piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
    }
}
