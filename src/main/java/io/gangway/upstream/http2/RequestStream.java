package io.gangway.upstream.http2;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.http2.stream.StreamLeg;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One request and its response on a connection to an upstream: the head of the request first ({@link #head}), then its
 * body by {@link #write} and {@link #shutdownOutput}; the head of the response goes to a {@link HeadReceiver}, its body is
 * read. To close it resets the stream, unless both sides have ended; the connection stays. Confined to its loop.
 */
public final class RequestStream implements Leg {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final MultiplexedConnection connection;
    private final StreamLeg leg;
    private final boolean reused;

    private Listener listener;
    private HeadReceiver receiver;
    /** The owner waits for a head. */
    private boolean awaited;
    /** A header block was completed, which the owner does not know yet. */
    private boolean arrived;

    private boolean posted;
    private boolean tunnel;
    private int headBytes;
    /** The upstream has reset the stream after the end of the response; null if it has not. */
    private StreamFailureException reset;
    /** Why a response that has ended is not complete nevertheless; null for no reason. */
    private StreamFailureException broken;

    /** @param reused whether the connection has served another request before */
    RequestStream(MultiplexedConnection connection, StreamLeg leg, boolean reused) {
        this.connection = connection;
        this.leg = leg;
        this.reused = reused;
    }

    /** Whether the connection has served another request before, so that the upstream may have closed it just now. */
    public boolean isReused() {
        return reused;
    }

    /** The stream as bytes. */
    public StreamLeg leg() {
        return leg;
    }

    /** The stream is that of a tunnel from now on: it has a large window, and {@link #close()} ends it by END_STREAM. */
    public void tunnel() {
        tunnel = true;
        connection.tunnelled();
        leg.tunnel();
    }

    // ---- the request

    /** An empty header block, which is shared: it must be written and given to {@link #head} in one go. */
    public HeaderBlockWriter block() {
        return connection.block();
    }

    /**
     * Sends the head of the request, together with those of other requests of this loop iteration.
     *
     * @param last whether there is no body
     * @param to receives the head of the response
     */
    public void head(HeaderBlockWriter block, boolean last, HeadReceiver to) {
        receiver = to;
        ByteBuffer frame = Frames.headers(leg.stream(), block, last, Frames.DEFAULT_SIZE);
        headBytes = frame.remaining();
        if (last) {
            leg.outputEnded();
        }
        connection.send(frame);
    }

    /** Bytes of the head of the request as sent. */
    public int headBytes() {
        return headBytes;
    }

    @Override
    public boolean write(ByteBuffer... buffers) throws IOException {
        connection.batch();
        return leg.write(buffers);
    }

    /** As {@link #write}; the request ends with these bytes. */
    public boolean writeLast(ByteBuffer bytes) throws IOException {
        return leg.writeLast(bytes);
    }

    @Override
    public void shutdownOutput() {
        leg.shutdownOutput();
    }

    // ---- the response: from the connection

    /** Null before the head of the request was sent. */
    HeadReceiver receiver() {
        return receiver;
    }

    void headEnd(boolean ended) {
        arrived = true;
        try {
            receiver.end(ended);
        } catch (RuntimeException | Error e) {
            // Early hints are passed on here: their failure must not harm the other streams.
            crashed(e);
            return;
        }
        if (ended) {
            leg.receive(ByteBuffer.allocate(0), true);
        }
    }

    /** All frames of a read were processed. */
    void notifyOwner() {
        if (reset != null) {
            leg.failed(reset);
        }
        if (awaited && arrived) {
            awaited = false;
            arrived = false;
            Listener current = listener;
            if (current != null) {
                try {
                    current.readable();
                } catch (RuntimeException | Error e) {
                    current.crashed(e);
                }
            }
        }
        leg.arrived();
    }

    /** The upstream breaks the rules on this stream only. */
    void violated(int code, String message) {
        connection.send(Frames.reset(leg.stream(), code));
        leg.failed(StreamFailureException.rejected(message));
    }

    /** The stream or its connection has ended by an unexpected exception, which the owner logs. */
    void crashed(Throwable cause) {
        Listener current = listener;
        if (current != null) {
            current.crashed(cause);
        }
        leg.failed(new IOException(cause));
    }

    /** The upstream has reset the stream. */
    void reset(int code) {
        if (tunnel) {
            leg.reset(code);
            return;
        }
        String text = "upstream rejected request with error " + Integer.toUnsignedString(code);
        StreamFailureException failure = code == ErrorCode.REFUSED_STREAM
                ? StreamFailureException.refused(text)
                : StreamFailureException.rejected(text);
        if (leg.isInputEnded()) {
            resetAfterEnd(code, failure);
        } else {
            leg.failed(failure);
        }
    }

    /** As in nginx, a response that has just ended is broken by an error, or by a second reset. */
    private void resetAfterEnd(int code, StreamFailureException failure) {
        if (code != ErrorCode.NO_ERROR) {
            broken = failure;
        } else if (reset != null) {
            broken = StreamFailureException.rejected("upstream sent frame for closed stream " + leg.stream());
        }
        reset = failure;
    }

    // ---- the response: for the owner

    @Override
    public void listener(Listener newListener) {
        listener = newListener;
        leg.listener(newListener);
    }

    @Override
    public void demand() {
        awaited = true;
        if (arrived && !posted) {
            posted = true;
            loop().execute(() -> {
                posted = false;
                notifyOwner();
            });
        }
        leg.demand();
    }

    /**
     * The next bytes of the body, whose buffer the caller releases.
     *
     * @return null when none are available
     * @throws IOException when the stream or its connection was broken off and nothing more can be read
     */
    public RetainableByteBuffer read() throws IOException {
        if (broken != null) {
            throw broken;
        }
        RetainableByteBuffer piece = leg.take();
        if (piece == null && !leg.isDrained()) {
            // Throws if the stream has failed.
            leg.fill(NOTHING);
        }
        return piece;
    }

    /** Whether the response has ended and was read. */
    public boolean isDrained() {
        return broken == null && leg.isDrained();
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        return leg.fill(buffer);
    }

    @Override
    public void unread(ByteBuffer bytes) {
        leg.unread(bytes);
    }

    // ---- the rest

    /** The same for all streams of a connection. */
    @Override
    public void hops(int hops) {
        connection.hops(hops);
    }

    @Override
    public long sent() {
        return leg.sent();
    }

    @Override
    public void close() {
        listener = null;
        leg.close();
    }

    @Override
    public void abort() {
        listener = null;
        leg.abort();
    }

    @Override
    public boolean isOpen() {
        return leg.isOpen();
    }

    @Override
    public int stream() {
        return leg.stream();
    }

    @Override
    public SocketAddress localAddress() {
        return leg.localAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return leg.remoteAddress();
    }

    @Override
    public SSLEngine tls() {
        return leg.tls();
    }

    @Override
    public EventLoop loop() {
        return leg.loop();
    }
}
