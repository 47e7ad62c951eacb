package io.gangway.upstream.http2;

import static io.gangway.http2.frame.ErrorCode.FLOW_CONTROL_ERROR;
import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;
import static io.gangway.http2.frame.ErrorCode.STREAM_CLOSED;

import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.FloodGuard;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.http2.stream.StreamLeg;
import io.gangway.loop.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLEngine;

/**
 * Processes the frames of one connection to an HTTP/2 upstream: streams, windows and settings. Confined to the loop of its
 * connection.
 */
final class UpstreamSession implements FrameReader.Listener {
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;

    /** The window of a response, in bytes: its rest waits at the upstream while the client is slow. */
    private static final int STREAM_WINDOW = 1 << 20;

    private static final int LAST_STREAM = Integer.MAX_VALUE;

    private final StreamPool pool;
    private final MultiplexedConnection connection;
    private final EventLoop loop;
    private final FrameWriter output;
    private final FloodGuard guard;
    private final RemoteSettings remote;
    private final HeadReading heads = new HeadReading();
    private final Map<Integer, RequestStream> streams = new HashMap<>();
    private final StreamLegs legs = new StreamLegs();

    private int nextStream = 1;
    private int receiveWindow = LARGEST_WINDOW;
    /** The stream of the DATA frame that is being read; null when its bytes are discarded. */
    private RequestStream receiving;

    /** Streams that have got something in this read. */
    private final List<RequestStream> updated = new ArrayList<>();

    UpstreamSession(
            StreamPool pool, MultiplexedConnection connection, EventLoop loop, FrameWriter output, FloodGuard guard) {
        this.pool = pool;
        this.connection = connection;
        this.loop = loop;
        this.output = output;
        this.guard = guard;
        remote = new RemoteSettings(output);
    }

    /** Queues the first frames. */
    void begin() {
        output.queue(ByteBuffer.wrap(FrameReader.PREFACE));
        output.queue(Frames.clientSettings(STREAM_WINDOW));
        output.queue(Frames.windowUpdate(0, LARGEST_WINDOW - Frames.DEFAULT_WINDOW));
    }

    RemoteSettings remote() {
        return remote;
    }

    /** The number of streams that are open. */
    int active() {
        return streams.size();
    }

    boolean hasRoom(StreamTerms terms) {
        return streams.size() < Math.min(terms.maxStreams(), remote.maxStreams())
                && nextStream < LAST_STREAM - 2
                && (!terms.extendedConnect() || remote.allowsExtendedConnect());
    }

    /**
     * Opens a stream.
     *
     * @param reused whether the connection has had another one
     */
    RequestStream open(boolean reused) {
        int id = nextStream;
        nextStream += 2;
        StreamLeg stream = new StreamLeg(legs, output, loop, id, remote.initialWindow(), STREAM_WINDOW);
        RequestStream opened = new RequestStream(connection, stream, reused);
        streams.put(id, opened);
        connection.route().counts().streamOpened();
        return opened;
    }

    /** Ends all streams; what they have received can still be read. */
    void fail(IOException cause) {
        for (RequestStream stream : List.copyOf(streams.values())) {
            stream.leg().failed(cause);
            update(stream);
        }
    }

    /** Ends all streams after an unexpected exception. */
    void crash(Throwable cause) {
        List.copyOf(streams.values()).forEach(stream -> stream.crashed(cause));
    }

    /** Notifies the owners of streams once for all frames of a read. */
    void notifyUpdated() {
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

    // ---- frames

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
        pool.known(connection);
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
        connection.goingAway();
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
        connection.retire();
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

    /** The connection as its streams see it. */
    private final class StreamLegs implements StreamLeg.Session {
        @Override
        public SocketAddress localAddress() {
            return connection.leg().localAddress();
        }

        @Override
        public SocketAddress remoteAddress() {
            return connection.leg().remoteAddress();
        }

        @Override
        public SSLEngine tls() {
            return connection.leg().tls();
        }

        @Override
        public void ended(StreamLeg stream) {
            streams.remove(stream.stream());
            connection.route().counts().streamClosed();
            if (receiving != null && receiving.leg() == stream) {
                receiving = null;
            }
            heads.ended(stream);
            connection.released();
        }
    }
}
