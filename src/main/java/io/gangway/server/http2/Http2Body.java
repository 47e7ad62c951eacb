package io.gangway.server.http2;

import io.gangway.content.RequestBodyException;
import io.gangway.http.RequestHead;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.http2.stream.ReceiveQueue;
import io.gangway.loop.EventLoop;
import io.gangway.server.connection.ClientBody;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The body of an HTTP/2 request. The stream's window is opened again when somebody reads. Confined to the loop.
 */
final class Http2Body extends ClientBody {
    /**
     * Window for a body that is buffered as a whole. nginx uses the maximum; here a disk may be slower than the client.
     */
    private static final int WHOLE = 1 << 20;

    private final ReceiveQueue unread;
    private final long length;
    private long received;

    /** Whether the window has the size for a body that is being read; the initial window may be smaller. */
    private boolean sized;

    /** The client has sent the whole body. */
    private boolean inputEnded;

    private boolean cancelled;

    Http2Body(FrameWriter output, EventLoop loop, int stream, RequestHead head, boolean ended, int window) {
        super(loop);
        unread = new ReceiveQueue(output, loop, stream, window);
        inputEnded = ended;
        length = head.chunked() ? -1 : Math.max(head.contentLength(), 0);
    }

    int window() {
        return unread.window();
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    /** Reserves window for a frame; false when the frame exceeds it. */
    boolean fits(int size) {
        return unread.fits(size);
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
            unread.add(bytes);
        }
    }

    /** Memory of the unread bytes. */
    long held() {
        return unread.held();
    }

    // ---- RequestBody

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean ended() {
        return inputEnded && unread.isEmpty() && failure == null;
    }

    @Override
    public RetainableByteBuffer read() throws RequestBodyException {
        if (failure != null) {
            throw failure;
        }
        return unread.take();
    }

    @Override
    public void readsWhole() {
        size(WHOLE);
        openWindow();
    }

    private void size(long window) {
        sized = true;
        unread.enlarge((int) Math.min(window, Integer.MAX_VALUE));
    }

    private void openWindow() {
        if (!inputEnded && failure == null) {
            unread.giveBack();
        }
    }

    @Override
    protected boolean isReadable() {
        return !unread.isEmpty() || inputEnded || failure != null;
    }

    @Override
    protected void await() {
        if (!sized) {
            size(exchange.location().settings().bodyBuffering().size());
        }
        openWindow();
    }

    @Override
    public void cancel() {
        cancelled = true;
        stop();
        unread.free();
    }

    /** The client has disconnected. */
    void clientGone() {
        inputEnded = true;
        fail(0, "client prematurely closed stream");
        stop();
        unread.free();
    }
}
