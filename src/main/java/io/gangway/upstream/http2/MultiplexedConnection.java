package io.gangway.upstream.http2;

import static io.gangway.http2.frame.ErrorCode.FLOW_CONTROL_ERROR;
import static io.gangway.http2.frame.ErrorCode.NO_ERROR;
import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;
import static io.gangway.http2.frame.ErrorCode.STREAM_CLOSED;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.FloodGuard;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockWriter;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.http2.stream.StreamLeg;
import io.gangway.loop.EndPointLeg;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * A connection to an HTTP/2 upstream: passes frames to its streams, and closes when the last request of it has ended and
 * it is not to be kept. Confined to its loop; holds no buffer while it is idle.
 */
final class MultiplexedConnection implements FrameReader.Listener, FrameWriter.Listener, Leg.Listener {
    private static final int INPUT = 65536;

    /** Maximum number of reads in one loop iteration. */
    private static final int MAX_FILLS = 4;

    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;

    /** The window of a response, in bytes: its rest waits at the upstream while the client is slow. */
    private static final int STREAM_WINDOW = 1 << 20;

    private static final int LAST_STREAM = Integer.MAX_VALUE;

    /** How long an upstream may take to close a connection after its last tunnel. */
    private static final long LINGER_MILLIS = 5000;

    private final StreamPool pool;
    private final StreamRoute route;
    private final EventLoop loop;
    private final EndPointLeg leg;
    private final FrameWriter output;
    private final FrameReader frames = FrameReader.ofUpstream(this);
    private final RemoteSettings remote;
    private final FloodGuard guard;
    private final HeadReading heads = new HeadReading();
    private final Map<Integer, RequestStream> streams = new HashMap<>();
    private final long openedNanos;
    private final Timer idleTimer;
    private final StreamSession session = new StreamSession();

    private int nextStream = 1;
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

    private int receiveWindow = LARGEST_WINDOW;
    /** The stream of the DATA frame that is being read; null when its bytes are discarded. */
    private RequestStream receiving;

    /** Streams that have got something in this read. */
    private final List<RequestStream> updated = new ArrayList<>();

    MultiplexedConnection(StreamPool pool, StreamRoute route, EndPointLeg leg) {
        this.pool = pool;
        this.route = route;
        this.leg = leg;
        loop = leg.loop();
        openedNanos = loop.nanoTime();
        guard = new FloodGuard(100, openedNanos);
        output = new FrameWriter(this, loop, leg.endPoint());
        remote = new RemoteSettings(output);
        idleTimer = loop.timer(this::close);
        leg.listener(this);
    }

    /** Sends the first frames, together with those of the first request. */
    void begin() {
        route.counts().connected();
        route.counts().http2Opened();
        output.queue(ByteBuffer.wrap(FrameReader.PREFACE));
        output.queue(Frames.clientSettings(STREAM_WINDOW));
        output.queue(Frames.windowUpdate(0, LARGEST_WINDOW - Frames.DEFAULT_WINDOW));
        output.flush();
        leg.demand();
    }

    /** Sends the first frames without a request: its upstream may send SETTINGS only then. */
    void flush() {
        output.flush();
    }

    StreamRoute route() {
        return route;
    }

    RemoteSettings remote() {
        return remote;
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
        return streams.size();
    }

    boolean isGoingAway() {
        return goingAway;
    }

    boolean isIdle() {
        return idle;
    }

    /** Whether another request may be sent. */
    boolean hasRoom(StreamTerms terms) {
        return !goingAway
                && streams.size() < Math.min(terms.maxStreams(), remote.maxStreams())
                && nextStream < LAST_STREAM - 2
                && (!terms.extendedConnect() || remote.allowsExtendedConnect());
    }

    /** Opens a stream, whose head must be sent in the same loop iteration before any other stream is opened. */
    RequestStream open(long timeoutMillis) {
        idle = false;
        idleTimer.cancel();
        sendMillis = timeoutMillis;
        boolean reused = requests++ > 0;
        guard.requested();
        int id = nextStream;
        nextStream += 2;
        StreamLeg stream = new StreamLeg(session, output, loop, id, remote.initialWindow(), STREAM_WINDOW);
        RequestStream opened = new RequestStream(this, stream, reused);
        streams.put(id, opened);
        route.counts().streamOpened();
        return opened;
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
            notifyUpdated();
            reading = false;
            if (!posted) {
                output.uncork();
            }
        }
    }

    private void read() throws IOException, Http2ConnectionException {
        guard.beginRead(loop.nanoTime(), !streams.isEmpty());
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
                notifyUpdated();
            }
        } finally {
            loop.release(input);
        }
        if (!closed) {
            leg.demand();
        }
    }

    /** Notifies the owners of streams once for all frames of a read. */
    private void notifyUpdated() {
        for (int i = 0; i < updated.size(); i++) {
            updated.get(i).notifyOwner();
        }
        updated.clear();
    }

    /** Something has arrived for a stream; null for none. */
    private void update(RequestStream stream) {
        if (stream == null) {
            return;
        }
        if (updated.isEmpty() || updated.get(updated.size() - 1) != stream) {
            updated.add(stream);
        }
    }

    /** The stream of a frame; null when it is closed here. */
    private RequestStream stream(int id) throws Http2ConnectionException {
        if (id >= nextStream || id % 2 == 0) {
            throw protocol("upstream sent frame for unknown stream " + id);
        }
        return streams.get(id);
    }

    @Override
    public void headers(int id, int dependsOn, boolean ended) throws Http2ConnectionException {
        heads.begin(stream(id), ended);
    }

    @Override
    public void headersPiece(ByteBuffer bytes) throws Http2ConnectionException {
        if (heads.isWanted()) {
            guard.meant(bytes.remaining());
        }
        update(heads.piece(bytes));
    }

    @Override
    public void headersEnd() throws Http2ConnectionException {
        update(heads.end());
    }

    @Override
    public void data(int id, int size) throws Http2ConnectionException {
        receiving = null;
        RequestStream stream = stream(id);
        if (size > receiveWindow) {
            throw new Http2ConnectionException(
                    FLOW_CONTROL_ERROR,
                    "upstream violated connection flow control, received " + size + " data frame with window "
                            + receiveWindow);
        }
        receiveWindow -= size;
        if (receiveWindow < LARGEST_WINDOW / 4) {
            output.queue(Frames.windowUpdate(0, LARGEST_WINDOW - receiveWindow));
            receiveWindow = LARGEST_WINDOW;
        }
        if (stream == null) {
            return;
        }
        if (stream.leg().isInputEnded()) {
            stream.violated(STREAM_CLOSED, "upstream sent frame for closed stream " + id);
        } else if (stream.receiver() == null || !stream.receiver().hasHead()) {
            stream.violated(PROTOCOL_ERROR, "upstream sent unexpected http2 frame: 0");
        } else if (!stream.leg().fits(size)) {
            stream.violated(
                    FLOW_CONTROL_ERROR,
                    "upstream violated stream flow control, received " + size + " data frame with window "
                            + stream.leg().receiveWindow());
        } else {
            receiving = stream;
        }
        update(stream);
    }

    @Override
    public void dataPiece(ByteBuffer bytes, boolean last) {
        // The last piece may end the stream, which is not the receiving one any more then.
        RequestStream stream = receiving;
        if (stream != null) {
            guard.meant(bytes.remaining());
            stream.leg().receive(bytes, last);
            update(stream);
        }
    }

    @Override
    public void priority() {}

    @Override
    public void reset(int id, int code) throws Http2ConnectionException {
        RequestStream stream = stream(id);
        if (stream != null) {
            stream.reset(code);
            update(stream);
        }
    }

    @Override
    public void setting(int id, int value) throws Http2ConnectionException {
        remote.set(id, value);
    }

    @Override
    public void settingsEnd() throws Http2ConnectionException {
        guard.question("settings");
        int delta = remote.apply();
        if (delta < 0) {
            // The upstream counts what follows this within the smaller window.
            output.queue(Frames.settingsAcknowledged());
        } else {
            output.queueBeforeData(Frames.settingsAcknowledged());
        }
        if (delta != 0) {
            for (RequestStream stream : List.copyOf(streams.values())) {
                if (!stream.leg().grow(delta)) {
                    throw new Http2ConnectionException(
                            FLOW_CONTROL_ERROR,
                            "upstream sent settings frame with too large initial window size: "
                                    + remote.initialWindow());
                }
            }
        }
        pool.known(this);
    }

    @Override
    public void settingsAcknowledged() {}

    @Override
    public void ping(long value) throws Http2ConnectionException {
        guard.question("ping");
        output.queue(Frames.pong(value));
    }

    @Override
    public void goAway(int lastStream, int code) {
        goingAway = true;
        String text = "upstream sent goaway with error " + Integer.toUnsignedString(code);
        // As in nginx, a request is not repeated by itself after an error.
        StreamFailureException failure = code == ErrorCode.NO_ERROR
                ? StreamFailureException.unprocessed(text)
                : StreamFailureException.rejected(text);
        for (Map.Entry<Integer, RequestStream> each : List.copyOf(streams.entrySet())) {
            if (each.getKey() > lastStream) {
                each.getValue().leg().failed(failure);
                update(each.getValue());
            }
        }
        pool.left(this);
        closeIfUnused();
    }

    @Override
    public void windowUpdate(int id, int increment) throws Http2ConnectionException {
        RequestStream stream = id == 0 ? null : stream(id);
        boolean grown = id == 0
                ? output.grow(increment)
                : stream == null || stream.leg().grow(increment);
        if (!grown) {
            if (id == 0) {
                throw new Http2ConnectionException(FLOW_CONTROL_ERROR, "upstream sent too large window update");
            }
            stream.violated(FLOW_CONTROL_ERROR, "upstream sent too large window update");
        }
    }

    @Override
    public void unknown(int type) {}

    private static Http2ConnectionException protocol(String message) {
        return new Http2ConnectionException(PROTOCOL_ERROR, message);
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
        List<RequestStream> open = List.copyOf(streams.values());
        close();
        open.forEach(stream -> stream.crashed(cause));
    }

    /** Ends all streams; what they have received can still be read. */
    private void fail(IOException cause) {
        if (closed) {
            return;
        }
        List<RequestStream> open = List.copyOf(streams.values());
        close();
        for (RequestStream stream : open) {
            stream.leg().failed(cause);
            update(stream);
        }
        if (!reading) {
            notifyUpdated();
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

    /** Closes the connection without a request now, or when its last request has ended. */
    void retire() {
        goingAway = true;
        pool.left(this);
        closeIfUnused();
    }

    private void closeIfUnused() {
        if (!streams.isEmpty() || closed || finishing) {
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

    /** The connection as its streams see it. */
    private final class StreamSession implements StreamLeg.Session {
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
        public void ended(StreamLeg stream) {
            streams.remove(stream.stream());
            route.counts().streamClosed();
            if (receiving != null && receiving.leg() == stream) {
                receiving = null;
            }
            heads.ended(stream);
            if (goingAway) {
                closeIfUnused();
            } else {
                pool.released(MultiplexedConnection.this);
            }
        }
    }
}
