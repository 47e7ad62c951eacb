package io.gangway.http2.stream;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.Frames;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.NotifyingLeg;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * A stream as a byte stream: DATA frames carry the bytes, END_STREAM is FIN, RST_STREAM is RST (RFC 8441, 5). What is
 * written goes out as the peer's windows allow, what is received waits within the stream's window until it is read.
 * Confined to the loop; holds no buffer while it is idle.
 *
 * <p>The session of the connection passes on what arrives; the owner uses it as any {@link Leg}.
 */
public final class StreamLeg extends NotifyingLeg implements OutgoingStream {
    /** The window of a tunnel's stream, in bytes: a slow connection does not wait for it. */
    private static final int TUNNEL_WINDOW = 1 << 20;

    /** More than this in one frame would delay the other streams. */
    private static final int MAX_FRAME = Frames.DEFAULT_SIZE;

    /** How long the peer may take to end its side after an orderly close; then the stream is reset. */
    private static final long LINGER_MILLIS = 1000;

    /** The connection of a stream. */
    public interface Session {
        SocketAddress localAddress();

        SocketAddress remoteAddress();

        /** The TLS engine of the connection, or null. */
        SSLEngine tls();

        /** Whether a closed leg may wait for the end of the peer's side; not while the process stops. */
        default boolean lingers() {
            return true;
        }

        /** The owner has closed the leg, and nothing is sent or expected any more. Called once. */
        void ended(StreamLeg leg);
    }

    private final Session session;
    private final FrameWriter output;
    private final EventLoop loop;
    private final int stream;
    private final ReceiveQueue received;

    /** Window for sending; negative after the peer has reduced it. */
    private int window;

    /** The buffers of a write that is not complete; null when there is none. */
    private ByteBuffer[] pending;

    /** The first of them that has bytes left. */
    private int at;

    /** Bytes of the pending write that are not cut into frames. */
    private long left;

    /** {@link #write} is running: its return value replaces a call of the listener. */
    private boolean inCall;

    private long sent;
    private boolean tunnel;
    private int breakCode = ErrorCode.CANCEL;
    private boolean inputEnded;

    /** END_STREAM must still be sent, after the pending write. */
    private boolean endPending;

    private boolean outputEnded;

    /** Why nothing is sent or received any more: the stream was reset, or its connection is lost. */
    private IOException failure;

    private boolean closed;
    private boolean ended;

    /** Null until a close has to wait for the peer. */
    private Timer linger;

    /**
     * @param window what the peer accepts on this stream, in bytes
     * @param receiveWindow what the peer may send on it, in bytes
     */
    public StreamLeg(Session session, FrameWriter output, EventLoop loop, int stream, int window, int receiveWindow) {
        this.session = session;
        this.output = output;
        this.loop = loop;
        this.stream = stream;
        this.window = window;
        received = new ReceiveQueue(output, loop, stream, receiveWindow);
    }

    /** The stream's identifier. */
    public int stream() {
        return stream;
    }

    /**
     * Marks the stream of a tunnel: it has a large window, and an orderly {@link #close()} ends it by END_STREAM. A
     * request must be reset instead, because an early END_STREAM would look like a complete body.
     */
    public void tunnel() {
        tunnel(ErrorCode.CANCEL);
    }

    /**
     * Marks the stream of a tunnel, as {@link #tunnel()}.
     *
     * @param code of the RST_STREAM when the other side of the tunnel is broken
     */
    public void tunnel(int code) {
        breakCode = code;
        tunnel = true;
        receiveWindow(TUNNEL_WINDOW);
    }

    /** Enlarges the window for received bytes. */
    public void receiveWindow(int size) {
        received.enlarge(size);
        if (!inputEnded && failure == null) {
            received.giveBack();
        }
    }

    // ---- for the session: what the peer sends

    /** What the peer may still send, in bytes. */
    public int receiveWindow() {
        return received.window();
    }

    /** Reserves window for a DATA frame with its padding; false when the frame exceeds it. */
    public boolean fits(int size) {
        return received.fits(size);
    }

    /** Memory of the unread bytes. */
    public long held() {
        return received.held();
    }

    public boolean isInputEnded() {
        return inputEnded;
    }

    /**
     * Adds a copy of payload that has arrived. Once all frames of a read are added, {@link #arrived()} notifies the
     * listener.
     *
     * @param last whether the stream ends with it
     */
    public void receive(ByteBuffer bytes, boolean last) {
        inputEnded |= last;
        if (!closed && failure == null) {
            if (bytes.hasRemaining()) {
                received.add(bytes);
            } else if (!inputEnded) {
                // Padding is never read.
                received.giveBack();
            }
        } else if (closed && outputEnded && inputEnded) {
            end();
        }
    }

    /** Notifies the listener if it waits for what has arrived. */
    public void arrived() {
        readable();
    }

    /** The peer has reset the stream. */
    public void reset(int code) {
        failed(new StreamResetException(code));
    }

    /** Resets the stream with a code; for the owner it is as if the peer had done so. */
    public void terminate(int code) {
        if (failure == null && !ended) {
            output.queue(Frames.reset(stream, code));
            failed(new StreamResetException(code));
            output.flush();
        }
    }

    /** The connection is lost. */
    public void connectionClosed() {
        failed(new IOException("Connection reset by peer"));
    }

    /** Nothing more is sent or received, for a reason that the owner gets. Bytes that have arrived can still be read. */
    public void failed(IOException cause) {
        if (failure != null || ended) {
            return;
        }
        failure = cause;
        output.forget(this);
        endPending = false;
        left = 0;
        boolean waiting = pending != null;
        pending = null;
        if (closed) {
            end();
        } else if (waiting && !inCall) {
            notifyListener(current -> current.failed(cause));
        }
        arrived();
    }

    /** Changes the window for sending; false when it exceeds the maximum. */
    public boolean grow(int delta) {
        if (delta > 0 && window > Integer.MAX_VALUE - delta) {
            return false;
        }
        window += delta;
        if (delta > 0 && hasMore()) {
            output.ready(this);
            output.flush();
        }
        return true;
    }

    // ---- reading

    @Override
    protected int read(ByteBuffer buffer) throws IOException {
        if (!received.isEmpty()) {
            int filled = received.fill(buffer);
            if (!inputEnded && failure == null) {
                received.giveBack();
            }
            return filled;
        }
        if (inputEnded) {
            return -1;
        }
        if (failure != null) {
            throw failure;
        }
        return 0;
    }

    /** The next bytes that have arrived, whose buffer the caller releases; null when there are none. */
    public RetainableByteBuffer take() {
        RetainableByteBuffer piece = received.take();
        if (piece != null && !inputEnded && failure == null) {
            received.giveBack();
        }
        return piece;
    }

    /** Whether everything that the peer sends was read. */
    public boolean isDrained() {
        return inputEnded && received.isEmpty() && unread() == null;
    }

    /** END_STREAM was sent with the head. */
    public void outputEnded() {
        outputEnded = true;
    }

    @Override
    protected void await() {
        if (isReadable()) {
            post();
        }
    }

    /** Once the bytes that were posted are read, there is nothing to report. */
    @Override
    protected void readable() {
        if (isReadable()) {
            super.readable();
        }
    }

    private boolean isReadable() {
        return unread() != null || !received.isEmpty() || inputEnded || failure != null;
    }

    // ---- writing

    @Override
    public boolean write(ByteBuffer... buffers) throws IOException {
        return write(buffers, false);
    }

    /** As {@link #write}, with END_STREAM on the last of the bytes. */
    public boolean writeLast(ByteBuffer... buffers) throws IOException {
        return write(buffers, true);
    }

    private boolean write(ByteBuffer[] buffers, boolean last) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (closed || endPending || outputEnded) {
            throw new IOException("Broken pipe");
        }
        long size = BufferUtil.remaining(buffers);
        if (size == 0) {
            if (last) {
                shutdownOutput();
            }
            return true;
        }
        endPending = last;
        sent += size;
        pending = buffers;
        at = 0;
        left = size;
        output.ready(this);
        inCall = true;
        output.flush();
        inCall = false;
        if (failure != null) {
            throw failure;
        }
        return pending == null;
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public void shutdownOutput() {
        if (!endPending && !outputEnded && failure == null) {
            endPending = true;
            output.ready(this);
            output.flush();
        }
    }

    /** Resets the stream (RFC 9113, 8.5). What was received before can still be read. */
    @Override
    public void breakOutput() {
        if (outputEnded) {
            return;
        }
        terminate(breakCode);
    }

    @Override
    public int window() {
        return window;
    }

    @Override
    public boolean hasBytes() {
        return left > 0;
    }

    @Override
    public boolean hasMore() {
        return left > 0 || endPending;
    }

    @Override
    public int cut(FrameWriter to, int max, int ahead) {
        int size = (int) Math.min(left, Math.max(0, Math.min(max, MAX_FRAME)));
        boolean end = endPending && size == left;
        if (size == 0 && !end) {
            return 0;
        }
        to.add(Frames.dataHead(stream, size, end));
        if (tunnel && size > 0) {
            // Small messages are the use of a tunnel, no waste.
            to.countUseful(Frames.HEAD_SIZE);
        }
        for (int rest = size; rest > 0; ) {
            ByteBuffer bytes = pending[at];
            int part = Math.min(rest, bytes.remaining());
            if (part > 0) {
                to.addBorrowed(bytes.slice(bytes.position(), part));
                bytes.position(bytes.position() + part);
                rest -= part;
            }
            if (!bytes.hasRemaining()) {
                at++;
            }
        }
        left -= size;
        window -= size;
        if (end) {
            endPending = false;
            outputEnded = true;
        }
        return size;
    }

    @Override
    public void batchWritten() {
        if (failure != null || ended) {
            return;
        }
        if (hasMore()) {
            output.ready(this);
        }
        if (pending != null && left == 0) {
            pending = null;
            if (!inCall) {
                notifyListener(Listener::writable);
            }
        }
        if (closed && outputEnded) {
            lingerOrEnd();
        }
    }

    // ---- the end

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (!tunnel || left > 0) {
            abort();
            return;
        }
        release();
        if (failure != null) {
            end();
        } else if (outputEnded) {
            lingerOrEnd();
        } else {
            shutdownOutput();
        }
    }

    @Override
    public void abort() {
        if (closed) {
            return;
        }
        release();
        if (failure == null && !(inputEnded && outputEnded)) {
            reset();
        } else {
            end();
        }
    }

    /** Frees what was received and discards the rest: the stream is not used as a leg. */
    public void discard() {
        if (!closed) {
            release();
        }
    }

    private void release() {
        closed = true;
        detach();
        pending = null;
        received.free();
    }

    private void reset() {
        boolean orderly = tunnel && outputEnded;
        output.forget(this);
        pending = null;
        left = 0;
        endPending = false;
        output.queue(Frames.reset(stream, orderly ? ErrorCode.NO_ERROR : ErrorCode.CANCEL));
        end();
        output.flush();
    }

    /** A peer that still has to read is not reset at once: it could lose what it has received. */
    private void lingerOrEnd() {
        if (inputEnded) {
            end();
        } else if (!session.lingers()) {
            reset();
        } else if (linger == null) {
            linger = loop.timer(this::reset);
            linger.arm(LINGER_MILLIS);
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            if (linger != null) {
                linger.cancel();
            }
            session.ended(this);
        }
    }

    @Override
    public boolean isOpen() {
        return !closed && failure == null;
    }

    @Override
    public SocketAddress localAddress() {
        return session.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return session.remoteAddress();
    }

    @Override
    public SSLEngine tls() {
        return session.tls();
    }

    @Override
    public EventLoop loop() {
        return loop;
    }
}
