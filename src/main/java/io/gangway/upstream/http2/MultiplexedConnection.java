package io.gangway.upstream.http2;

import static io.gangway.http2.frame.ErrorCode.NO_ERROR;

import io.gangway.http2.frame.FloodGuard;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.loop.EndPointLeg;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * A connection to an HTTP/2 upstream: reads frames for its {@link UpstreamSession}, and closes when the last request of
 * it has ended and it is not to be kept. Confined to its loop; holds no buffer while it is idle.
 */
final class MultiplexedConnection implements FrameWriter.Listener, Leg.Listener {
    private static final int INPUT = 65536;

    /** Maximum number of reads in one loop iteration. */
    private static final int MAX_FILLS = 4;

    /** How long an upstream may take to close a connection after its last tunnel. */
    private static final long LINGER_MILLIS = 5000;

    private final StreamPool pool;
    private final StreamRoute route;
    private final EventLoop loop;
    private final EndPointLeg leg;
    private final FrameWriter output;
    private final UpstreamSession session;
    private final FrameReader frames;
    private final FloodGuard guard;
    private final long openedNanos;
    private final Timer idleTimer;

    private int requests;
    private long sendMillis = 60_000;

    /** The upstream takes no new streams, or the connection is closed. */
    private boolean goingAway;

    private boolean closed;
    private boolean idle;

    /** A stream was that of a tunnel. */
    private boolean tunnelled;

    /** Nothing but the end of the connection is awaited. */
    private boolean finishing;

    private boolean halfClosed;

    /** Incomplete bytes of the last read; null when there are none. */
    private ByteBuffer incomplete;

    private boolean reading;
    private boolean posted;

    MultiplexedConnection(StreamPool pool, StreamRoute route, EndPointLeg leg) {
        this.pool = pool;
        this.route = route;
        this.leg = leg;
        loop = leg.loop();
        openedNanos = loop.nanoTime();
        guard = new FloodGuard(100, openedNanos);
        output = new FrameWriter(this, loop, leg.endPoint());
        session = new UpstreamSession(pool, this, loop, output, guard);
        frames = FrameReader.ofUpstream(session);
        idleTimer = loop.timer(this::close);
        leg.listener(this);
    }

    /** Sends the first frames, together with those of the first request. */
    void begin() {
        route.counts().connected();
        route.counts().http2Opened();
        session.begin();
        output.flush();
        leg.demand();
    }

    /** Sends the first frames without a request: its upstream may send SETTINGS only then. */
    void flush() {
        output.flush();
    }

    EndPointLeg leg() {
        return leg;
    }

    StreamRoute route() {
        return route;
    }

    RemoteSettings remote() {
        return session.remote();
    }

    /** One of the streams is a tunnel from now on. */
    void tunnelled() {
        tunnelled = true;
    }

    void hops(int hops) {
        leg.hops(hops);
    }

    long ageMillis() {
        return (loop.nanoTime() - openedNanos) / 1_000_000L;
    }

    int requests() {
        return requests;
    }

    int active() {
        return session.active();
    }

    boolean isGoingAway() {
        return goingAway;
    }

    boolean isIdle() {
        return idle;
    }

    /** Whether another request may be sent. */
    boolean hasRoom(StreamTerms terms) {
        return !goingAway && session.hasRoom(terms);
    }

    /** Opens a stream, whose head must be sent in the same loop iteration before any other stream is opened. */
    RequestStream open(long timeoutMillis) {
        idle = false;
        idleTimer.cancel();
        sendMillis = timeoutMillis;
        boolean reused = requests++ > 0;
        guard.requested();
        return session.open(reused);
    }

    // ---- writing

    HeaderBlockWriter block() {
        HeaderBlockWriter block =
                loop.local(HeaderBlockWriter.class, HeaderBlockWriter::new).reset();
        if (output.takeTableSizeAnnounced()) {
            block.noTable();
        }
        return block;
    }

    /** Sends a frame, together with all others of this loop iteration. */
    void send(ByteBuffer frame) {
        output.queue(frame);
        output.flush();
    }

    /** Delays what is written until the end of this loop iteration, so that the last DATA frame can end its stream. */
    void batch() {
        if (!posted && !reading && !closed) {
            posted = true;
            output.cork();
            loop.execute(() -> {
                posted = false;
                output.uncork();
                output.flushNow();
            });
        }
    }

    @Override
    public long sendTimeoutMillis() {
        return sendMillis;
    }

    @Override
    public void sent(long bytes, long useful) {
        guard.frameBytes(bytes);
        guard.meant(bytes);
    }

    @Override
    public void settle() {
        if (finishing && !closed && !halfClosed && output.isEmpty()) {
            halfClosed = true;
            leg.shutdownOutput();
        }
    }

    @Override
    public void stalled() {
        fail(new IOException("Connection timed out"));
    }

    @Override
    public void flooded() {
        fail(StreamFailureException.rejected("http2 flood detected"));
    }

    @Override
    public void outputFailed() {
        fail(new IOException("Connection reset by peer"));
    }

    // ---- reading

    @Override
    public void readable() {
        if (closed) {
            return;
        }
        reading = true;
        output.cork();
        try {
            read();
        } catch (Http2ConnectionException e) {
            output.queue(Frames.goAway(0, e.code()));
            output.uncork();
            output.flushNow();
            fail(StreamFailureException.rejected(e.getMessage()));
        } catch (IOException e) {
            fail(e);
        } finally {
            session.notifyUpdated();
            reading = false;
            if (!posted) {
                output.uncork();
            }
        }
    }

    private void read() throws IOException, Http2ConnectionException {
        guard.beginRead(loop.nanoTime(), session.active() > 0);
        RetainableByteBuffer input = loop.borrow(INPUT);
        try {
            ByteBuffer buffer = input.getByteBuffer();
            for (int fills = 0; fills < MAX_FILLS && !closed; fills++) {
                BufferUtil.clear(buffer);
                if (incomplete != null) {
                    BufferUtil.append(buffer, incomplete);
                    incomplete = null;
                }
                int before = buffer.remaining();
                int n = leg.fill(buffer);
                if (n > 0) {
                    guard.frameBytes(n);
                    frames.read(buffer);
                    guard.check();
                } else if (n < 0) {
                    throw new EOFException("upstream prematurely closed connection");
                }
                if (buffer.hasRemaining()) {
                    incomplete =
                            ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
                }
                if (n + before < buffer.capacity()) {
                    break;
                }
                session.notifyUpdated();
            }
        } finally {
            loop.release(input);
        }
        if (!closed) {
            leg.demand();
        }
    }

    // ---- the end

    /** Unused: {@link FrameWriter} writes to the end point by itself. */
    @Override
    public void writable() {}

    @Override
    public void failed(Throwable cause) {
        fail(new IOException(cause));
    }

    @Override
    public void crashed(Throwable cause) {
        close();
        session.crash(cause);
    }

    /** Ends all streams; what they have received can still be read. */
    private void fail(IOException cause) {
        if (closed) {
            return;
        }
        close();
        session.fail(cause);
        if (!reading) {
            session.notifyUpdated();
        }
    }

    /** Closes the connection; its streams must have ended or be failed afterwards. Idempotent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        goingAway = true;
        idle = false;
        idleTimer.cancel();
        output.closed();
        leg.close();
        route.counts().http2Closed();
        pool.left(this);
    }

    /** The upstream takes no new streams. */
    void goingAway() {
        goingAway = true;
    }

    /** A stream has ended. */
    void released() {
        if (goingAway) {
            closeIfUnused();
        } else {
            pool.released(this);
        }
    }

    /** Closes the connection without a request now, or when its last request has ended. */
    void retire() {
        goingAway = true;
        pool.left(this);
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (session.active() > 0 || closed || finishing) {
            return;
        }
        if (tunnelled) {
            finish();
        } else {
            close();
        }
    }

    /**
     * Closes after the upstream has closed, or has had enough time: its window updates for the last bytes of a tunnel
     * would arrive at a closed socket, and the system would then discard what the upstream has not read yet.
     */
    private void finish() {
        finishing = true;
        goingAway = true;
        output.queue(Frames.goAway(0, NO_ERROR));
        output.flush();
        idleTimer.arm(LINGER_MILLIS);
        loop.execute(this::settle);
    }

    /** Keeps the connection for another request. */
    void idle(long timeoutMillis) {
        idle = true;
        idleTimer.arm(timeoutMillis);
    }
}
