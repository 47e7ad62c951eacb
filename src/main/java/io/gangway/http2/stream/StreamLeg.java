package io.gangway.http2.stream;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.Frames;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A stream as a byte stream: DATA frames carry the bytes, END_STREAM is FIN, RST_STREAM is RST (RFC 8441, 5). What is
 * written goes out as the peer's windows allow, what is received waits within the stream's window until it is read.
 * Confined to the loop; holds no buffer while it is idle.
 *
 * <p>The session of the connection passes on what arrives; the owner uses it as any {@link Leg}.
 */
public final class StreamLeg extends OutgoingLeg {
    /** The window of a tunnel's stream, in bytes: a slow connection does not wait for it. */
    private static final int TUNNEL_WINDOW = 1 << 20;

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
    private final EventLoop loop;
    private final ReceiveQueue received;

    private boolean tunnel;
    private int breakCode = ErrorCode.CANCEL;
    private boolean inputEnded;

    private boolean ended;

    /** Null until a close has to wait for the peer. */
    private Timer linger;

    /**
     * @param window what the peer accepts on this stream, in bytes
     * @param receiveWindow what the peer may send on it, in bytes
     */
    public StreamLeg(Session session, FrameWriter output, EventLoop loop, int stream, int window, int receiveWindow) {
        super(output, stream, window);
        this.session = session;
        this.loop = loop;
        received = new ReceiveQueue(output, loop, stream, receiveWindow);
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
        smallFrames();
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
        } else if (closed && isOutputEnded() && inputEnded) {
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
            output.queue(Frames.reset(stream(), code));
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
        boolean waiting = fail(cause);
        if (closed) {
            end();
        } else if (waiting) {
            notifyListener(current -> current.failed(cause));
        }
        arrived();
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

    /** Resets the stream (RFC 9113, 8.5). What was received before can still be read. */
    @Override
    public void breakOutput() {
        if (!isOutputEnded()) {
            terminate(breakCode);
        }
    }

    // ---- the end

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (!tunnel || hasBytes()) {
            abort();
            return;
        }
        release();
        if (failure != null) {
            end();
        } else if (isOutputEnded()) {
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
        if (failure == null && !(inputEnded && isOutputEnded())) {
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
        dropWrite();
        received.free();
    }

    private void reset() {
        boolean orderly = tunnel && isOutputEnded();
        dropOutput();
        output.queue(Frames.reset(stream(), orderly ? ErrorCode.NO_ERROR : ErrorCode.CANCEL));
        end();
        output.flush();
    }

    @Override
    protected void sentEnd() {
        if (!ended) {
            lingerOrEnd();
        }
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
