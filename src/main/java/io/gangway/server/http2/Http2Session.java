package io.gangway.server.http2;

import static io.gangway.http2.frame.ErrorCode.ENHANCE_YOUR_CALM;
import static io.gangway.http2.frame.ErrorCode.FLOW_CONTROL_ERROR;
import static io.gangway.http2.frame.ErrorCode.NO_ERROR;
import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;
import static io.gangway.http2.frame.ErrorCode.REFUSED_STREAM;
import static io.gangway.http2.frame.ErrorCode.STREAM_CLOSED;

import io.gangway.exchange.LocationSettings;
import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.RequestHead;
import io.gangway.http2.Http2Settings;
import io.gangway.http2.frame.FloodGuard;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.server.connection.ConnectionContext;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.RequestHeap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Processes the frames of one connection: streams, windows and settings. Confined to the loop. */
final class Http2Session implements FrameReader.Listener {
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;

    /** Maximum time for requests of one connection in one loop iteration. */
    private static final long MAX_NANOS = 2_000_000L;

    private final Http2Connection connection;
    private final FrameWriter output;
    private final Http2Settings settings;
    private final Http2ClientSettings clientSettings;
    private final FloodGuard guard;
    private final Http2RequestDecoder heads;
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private final OpenStreams open;

    private int lastStream;
    private boolean goingAway;

    /** Number of open streams that are tunnels or are to become some. */
    private int tunnels;

    /** GOAWAY is due once they have ended. */
    private boolean leaving;

    private boolean acknowledged;
    private int requests;

    /** When the present loop iteration began to serve this connection. */
    private long startedNanos;

    private boolean requestBegun;

    /** Number of streams that the client has reset in this read. */
    private int resets;

    private boolean paused;

    /**
     * Body bytes that the client may still send; always large, because the windows of the streams are the effective
     * limit.
     */
    private int receiveWindow = LARGEST_WINDOW;

    /** The stream of the DATA frame that is being read; null when its bytes are discarded. */
    private Http2Stream receiving;

    private final Set<Http2Stream> updated = new LinkedHashSet<>();

    Http2Session(Http2Connection connection, FrameWriter output) {
        this.connection = connection;
        this.output = output;
        open = OpenStreams.of(connection.loop());
        settings = Http2Settings.of(connection.context().server());
        clientSettings = new Http2ClientSettings(output);
        guard = new FloodGuard(
                settings.maxConcurrentStreams(), connection.loop().currentNanos());
        heads = new Http2RequestDecoder(
                connection.loop(), connection.context().server().settings(), settings.extendedConnect(), this::request);
    }

    /** Sends the first frames, without waiting for the client's. */
    void begin() {
        output.queue(Frames.settings(
                settings.maxConcurrentStreams(), settings.bodyPrereadSize(), settings.extendedConnect()));
        output.queue(Frames.windowUpdate(0, LARGEST_WINDOW - Frames.DEFAULT_WINDOW));
        if (connection.context().isClosing()) {
            goAway(NO_ERROR);
        }
        output.flush();
    }

    /** Begins a loop iteration. */
    void resume() {
        startedNanos = connection.loop().currentNanos();
        requestBegun = false;
        paused = false;
    }

    /** Requests are expensive: a client that sends many at once must let others be served in between. */
    @Override
    public boolean isPaused() {
        if (requestBegun) {
            requestBegun = false;
            paused = connection.loop().currentNanos() - startedNanos > MAX_NANOS;
        }
        return paused;
    }

    /** Continues a read after a pause, during which streams may have completed. */
    void continueRead() {
        guard.continueRead(streams.size() + resets);
    }

    /** Whether processing was paused in this iteration. */
    boolean hasPaused() {
        return paused;
    }

    /** Begins another read. */
    void beginRead() throws Http2ConnectionException {
        guard.beginRead(startedNanos, !streams.isEmpty());
        resets = 0;
        if (isIdle()) {
            guard.readWhileIdle(connection.settings().keepaliveRequests());
        }
    }

    /** No more bytes are available now. */
    void pause() throws Http2ConnectionException {
        heads.pause();
        if (!connection.holdHead(heads.held())) {
            throw new Http2ConnectionException(ENHANCE_YOUR_CALM, RequestHeap.EXHAUSTED.getMessage());
        }
    }

    /** Whether no request is being served. */
    boolean isWaiting() {
        return streams.isEmpty();
    }

    /** All frames in the received bytes were processed: notifies each reader of a body once. */
    void received(int bytes) throws Http2ConnectionException {
        guard.frameBytes(bytes);
        List<Http2Stream> readers = List.copyOf(updated);
        updated.clear();
        readers.forEach(Http2Stream::arrived);
        guard.check();
    }

    /**
     * Counts sent bytes.
     *
     * @param useful how many of them carried content
     */
    void sent(long bytes, long useful) {
        guard.frameBytes(bytes);
        guard.meant(useful);
    }

    /** Whether no request is being served or read. */
    boolean isIdle() {
        return streams.isEmpty() && !heads.isReading();
    }

    boolean isGoingAway() {
        return goingAway;
    }

    int initialWindow() {
        return clientSettings.initialWindow();
    }

    int prereadSize() {
        return settings.bodyPrereadSize();
    }

    /** Sends GOAWAY with the last stream that is served. */
    void goAway(int code) {
        if (!goingAway) {
            goingAway = true;
            output.queue(Frames.goAway(lastStream, code));
            output.flush();
        }
    }

    /**
     * Sends GOAWAY so that new requests need a new connection: at once, or after the last tunnel of this one.
     *
     * @return false when it has to wait
     */
    boolean leave() {
        if (tunnels > 0) {
            // https://github.com/haproxy/haproxy/issues/2789: Firefox gives up its WebSockets when GOAWAY comes. This
            // can go when it keeps them.
            leaving = true;
            return false;
        }
        goAway(NO_ERROR);
        return true;
    }

    /** Ends the streams of a generation. */
    void cut(GenerationRef ref) {
        each(stream -> stream.cut(ref));
    }

    /** Memory of unread bodies. */
    long held() {
        return streams.values().stream().mapToLong(Http2Stream::held).sum();
    }

    /** The client has disconnected; exchanges that continue without a client stay open. */
    void clientGone() {
        heads.cancel();
        each(Http2Stream::clientGone);
    }

    /** Ends all streams. */
    void connectionClosed() {
        heads.cancel();
        each(Http2Stream::connectionClosed);
    }

    /** Ends what the end of the connection has not ended. */
    void breakOff() {
        each(Http2Stream::breakOff);
    }

    private void each(Consumer<Http2Stream> action) {
        new ArrayList<>(streams.values()).forEach(action);
    }

    /** Removes a stream whose exchange has ended. */
    void closed(Http2Stream stream) {
        if (streams.remove(stream.stream()) != null) {
            open.closed();
            if (stream.isExtendedConnect() && --tunnels == 0 && leaving) {
                goAway(NO_ERROR);
            }
            connection.loop().connections().releaseHeap(stream.heap());
        }
        if (receiving == stream) {
            receiving = null;
        }
        connection.loop().execute(connection::settle);
    }

    // ---- heads

    @Override
    public void headers(int stream, int dependsOn, boolean ended) throws Http2ConnectionException {
        heads.skip();
        if (goingAway) {
            return;
        }
        if (stream % 2 == 0 || stream <= lastStream) {
            throw protocol(
                    "client sent HEADERS frame with incorrect identifier " + stream + ", the last was " + lastStream);
        }
        if (dependsOn == stream) {
            throw protocol("client sent HEADERS frame for stream " + stream + " with incorrect dependency");
        }
        lastStream = stream;
        String refusal = refusal(ended);
        if (refusal != null) {
            refuse(stream, refusal);
            return;
        }
        heads.begin(ended);
        guard.served();
        requests++;
        connection.busy();
    }

    /** Why a new stream is refused; null when it is accepted. */
    private String refusal(boolean ended) {
        if (streams.size() >= settings.maxConcurrentStreams()) {
            return "concurrent streams exceeded " + streams.size();
        }
        if (!open.mayOpen(streams.size())) {
            return "too many streams of all clients";
        }
        if (!guard.mayOpen()) {
            return "client sent too many streams at once";
        }
        if (!acknowledged && !ended && settings.bodyPrereadSize() < Frames.DEFAULT_WINDOW) {
            return "client sent stream with data before settings were acknowledged";
        }
        return null;
    }

    private void refuse(int stream, String why) throws Http2ConnectionException {
        connection.log(why);
        guard.refused();
        output.queue(Frames.reset(stream, REFUSED_STREAM));
    }

    @Override
    public void headersPiece(ByteBuffer bytes) throws Http2ConnectionException {
        heads.read(bytes);
    }

    @Override
    public void headersEnd() throws Http2ConnectionException {
        heads.end();
    }

    private void request(HeadBuilder head, boolean ended, BadMessageException fault) {
        RequestHead requestHead = head.head();
        if (fault == null) {
            guard.meant(requestHead.length());
        }
        requestBegun = true;
        long heap = RequestHeap.of(requestHead, head.decoded());
        boolean taken = connection.acquireHeap(heap);
        ConnectionContext context = connection.context();
        context.requested();
        context.refresh();
        Http2Stream stream =
                new Http2Stream(connection, this, output, lastStream, requests, requestHead, ended, taken ? heap : 0);
        streams.put(lastStream, stream);
        open.opened();
        if (stream.isExtendedConnect()) {
            tunnels++;
        }
        LocationSettings base = connection.settings();
        if (base.keepalive().idle().isZero()
                || requests >= base.keepaliveRequests()
                || connection.client().ageMillis() > base.keepaliveTimeMillis()) {
            leave();
        }
        stream.begin(
                context.retain(),
                context.hosts(),
                head.notes(),
                taken || fault != null ? fault : RequestHeap.EXHAUSTED);
    }

    // ---- bodies

    @Override
    public void data(int stream, int size) throws Http2ConnectionException {
        receiving = null;
        if (size > receiveWindow) {
            throw new Http2ConnectionException(
                    FLOW_CONTROL_ERROR,
                    "client violated connection flow control: received DATA frame length " + size
                            + ", available window " + receiveWindow);
        }
        receiveWindow -= size;
        if (receiveWindow < LARGEST_WINDOW / 4) {
            output.queue(Frames.windowUpdate(0, LARGEST_WINDOW - receiveWindow));
            receiveWindow = LARGEST_WINDOW;
        }
        Http2Stream target = streams.get(stream);
        if (target == null) {
            return;
        }
        if (!target.fits(size)) {
            connection.log("client violated flow control for stream " + stream + ": received DATA frame length " + size
                    + ", available window " + target.receiveWindow());
            target.terminate(FLOW_CONTROL_ERROR);
        } else if (target.isInputEnded()) {
            connection.log("client sent DATA frame for half-closed stream " + stream);
            target.terminate(STREAM_CLOSED);
        } else {
            receiving = target;
        }
    }

    @Override
    public void dataPiece(ByteBuffer bytes, boolean last) {
        Http2Stream target = receiving;
        if (target != null) {
            guard.meant(target.useful(bytes.remaining()));
            updated.add(target);
            target.receive(bytes, last);
        }
    }

    // ---- the rest

    @Override
    public void priority() throws Http2ConnectionException {
        guard.priority();
    }

    @Override
    public void reset(int stream, int code) {
        Http2Stream target = streams.get(stream);
        if (target != null) {
            resets++;
            target.reset(code);
        }
    }

    @Override
    public void setting(int id, int value) throws Http2ConnectionException {
        clientSettings.set(id, value);
    }

    @Override
    public void settingsEnd() {
        output.queue(Frames.settingsAcknowledged());
        int delta = clientSettings.apply();
        if (delta != 0) {
            each(stream -> {
                if (!stream.grow(delta)) {
                    stream.terminate(FLOW_CONTROL_ERROR);
                }
            });
        }
    }

    @Override
    public void settingsAcknowledged() {
        acknowledged = true;
    }

    @Override
    public void ping(long value) throws Http2ConnectionException {
        output.queue(Frames.pong(value));
    }

    @Override
    public void windowUpdate(int stream, int increment) throws Http2ConnectionException {
        if (stream == 0) {
            if (!output.grow(increment)) {
                throw new Http2ConnectionException(
                        FLOW_CONTROL_ERROR,
                        "client violated connection flow control: received WINDOW_UPDATE frame with window increment "
                                + increment + " not allowed for window " + output.window());
            }
            return;
        }
        Http2Stream target = streams.get(stream);
        if (target != null && !target.grow(increment)) {
            connection.log("client violated flow control for stream " + stream
                    + ": received WINDOW_UPDATE frame with window increment " + increment
                    + " not allowed for window " + target.window());
            target.terminate(FLOW_CONTROL_ERROR);
        }
    }

    @Override
    public void unknown(int type) {
        connection.log("client sent frame with unknown type " + type);
    }

    private static Http2ConnectionException protocol(String message) {
        return new Http2ConnectionException(PROTOCOL_ERROR, message);
    }
}
