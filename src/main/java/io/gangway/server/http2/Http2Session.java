package io.gangway.server.http2;

import static io.gangway.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static io.gangway.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static io.gangway.http2.ErrorCode.NO_ERROR;
import static io.gangway.http2.ErrorCode.PROTOCOL_ERROR;
import static io.gangway.http2.ErrorCode.REFUSED_STREAM;
import static io.gangway.http2.ErrorCode.STREAM_CLOSED;

import io.gangway.exchange.LocationSettings;
import io.gangway.http.BadMessageException;
import io.gangway.http.HeadBuilder;
import io.gangway.http.RequestHead;
import io.gangway.http2.FloodGuard;
import io.gangway.http2.FrameReader;
import io.gangway.http2.Frames;
import io.gangway.http2.Http2ConnectionException;
import io.gangway.http2.Http2Settings;
import io.gangway.server.connection.ConnectionContext;
import io.gangway.server.connection.RequestHeap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the frames of one connection mean: its streams, its windows, its settings. Confined to
 * the loop.
 */
final class Http2Session implements FrameReader.Listener {
    private static final int LARGEST_WINDOW = Integer.MAX_VALUE;

    /** So long the requests of one connection may take in one turn of the loop. */
    private static final long TURN_NANOS = 2_000_000L;

    private final Http2Connection connection;
    private final Http2FrameWriter output;
    private final Http2Settings settings;
    private final Http2ClientSettings clientSettings;
    private final FloodGuard guard;
    private final Http2RequestDecoder heads;
    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    private final OpenStreams open;

    private int lastStream;
    private boolean goingAway;
    private boolean acknowledged;
    private int requests;

    /** When this turn of the loop began with the connection, and whether a request has begun since it was last asked. */
    private long started;

    private boolean begun;

    /** Streams that the client has reset in this read. */
    private int resets;

    private boolean paused;

    /** Bytes of bodies that the client may send; never little, for the window of each stream is what counts. */
    private int receiveWindow = LARGEST_WINDOW;

    /** The stream of the DATA that is being read; null when its bytes are thrown away. */
    private Http2Stream receiving;

    private final Set<Http2Body> fed = new LinkedHashSet<>();

    Http2Session(Http2Connection connection, Http2FrameWriter output) {
        this.connection = connection;
        this.output = output;
        open = OpenStreams.of(connection.loop());
        settings = Http2Settings.of(connection.context().server());
        clientSettings = new Http2ClientSettings(output);
        guard = new FloodGuard(settings.maxConcurrentStreams());
        heads = new Http2RequestDecoder(
                connection.loop(), connection.context().server().settings(), this::request);
    }

    /** The first frames; they need not wait for the client's. */
    void begin() {
        output.queue(Frames.settings(settings.maxConcurrentStreams(), settings.bodyPrereadSize()));
        output.queue(Frames.windowUpdate(0, LARGEST_WINDOW - Frames.DEFAULT_WINDOW));
        if (connection.context().isClosing()) {
            goAway(NO_ERROR);
        }
        output.flush();
    }

    /** Another turn of the loop begins. */
    void resume() {
        started = connection.loop().currentNanos();
        begun = false;
        paused = false;
    }

    /** Requests are dear: who sends many at once lets others have their turn after each few of them. */
    @Override
    public boolean isPaused() {
        if (begun) {
            begun = false;
            paused = connection.loop().currentNanos() - started > TURN_NANOS;
        }
        return paused;
    }

    /** The read goes on after a pause, in which streams may have ended well. */
    void goesOn() {
        guard.goesOn(streams.size() + resets);
    }

    /** Whether a request was not wanted yet in this turn. */
    boolean hasPaused() {
        return paused;
    }

    /** Another read begins. */
    void turn() throws Http2ConnectionException {
        guard.turn();
        resets = 0;
        if (isIdle()) {
            guard.awakened(connection.settings().keepaliveRequests());
        }
    }

    /** Nothing more has come for now. */
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

    /** The frames in that many bytes were taken: who waits for parts of bodies hears of them together. */
    void received(int bytes) throws Http2ConnectionException {
        guard.talked(bytes);
        List<Http2Body> told = List.copyOf(fed);
        fed.clear();
        told.forEach(Http2Body::call);
        guard.check();
    }

    /** Bytes of frames went out, of which so many said something. */
    void sent(long bytes, long useful) {
        guard.talked(bytes);
        guard.meant(useful);
    }

    /** Whether nothing is under way. */
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

    /** Says which stream was the last; later ones are not served. */
    void goAway(int code) {
        if (!goingAway) {
            goingAway = true;
            output.queue(Frames.goAway(lastStream, code));
            output.flush();
        }
    }

    /** Memory that is held by bodies which nobody has read yet. */
    long held() {
        return streams.values().stream()
                .mapToLong(stream -> stream.body().held())
                .sum();
    }

    /** The client reads and sends no more; what does not end with it goes on. */
    void clientGone() {
        heads.cancel();
        each(Http2Stream::clientGone);
    }

    /** Ends all streams. */
    void connectionClosed() {
        heads.cancel();
        each(Http2Stream::connectionClosed);
    }

    private void each(Consumer<Http2Stream> what) {
        new ArrayList<>(streams.values()).forEach(what);
    }

    /** The stream and its exchange have ended. */
    void closed(Http2Stream stream) {
        if (streams.remove(stream.stream()) != null) {
            open.closed();
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
        LocationSettings base = connection.settings();
        if (base.keepalive().idle().isZero()
                || requests >= base.keepaliveRequests()
                || connection.client().ageMillis() > base.keepaliveTimeMillis()) {
            goAway(NO_ERROR);
        }
    }

    /** Why a stream is not served; null when it is. */
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
        RequestHead known = head.head();
        if (fault == null) {
            guard.meant(known.length());
        }
        begun = true;
        long heap = RequestHeap.of(known, head.decoded());
        boolean taken = connection.takeHeap(heap);
        ConnectionContext context = connection.context();
        context.requested();
        context.refresh();
        Http2Stream stream =
                new Http2Stream(connection, this, output, lastStream, requests, known, ended, taken ? heap : 0);
        streams.put(lastStream, stream);
        open.opened();
        stream.begin(
                context.use(), context.hosts(), head.notes(), taken || fault != null ? fault : RequestHeap.EXHAUSTED);
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
        Http2Stream door = streams.get(stream);
        if (door == null) {
            return;
        }
        if (!door.body().fits(size)) {
            connection.log("client violated flow control for stream " + stream + ": received DATA frame length " + size
                    + ", available window " + door.body().window());
            door.terminate(FLOW_CONTROL_ERROR);
        } else if (door.isInputEnded()) {
            connection.log("client sent DATA frame for half-closed stream " + stream);
            door.terminate(STREAM_CLOSED);
        } else {
            receiving = door;
        }
    }

    @Override
    public void dataPiece(ByteBuffer bytes, boolean last) {
        if (receiving != null) {
            guard.meant(bytes.remaining());
            receiving.body().receive(bytes, last);
            fed.add(receiving.body());
        }
    }

    // ---- the rest

    @Override
    public void priority() throws Http2ConnectionException {
        guard.priority();
    }

    @Override
    public void reset(int stream, int code) {
        Http2Stream door = streams.get(stream);
        if (door != null) {
            resets++;
            door.reset(code);
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
                if (!stream.sink().grow(delta)) {
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
        Http2Stream door = streams.get(stream);
        if (door != null && !door.sink().grow(increment)) {
            connection.log("client violated flow control for stream " + stream
                    + ": received WINDOW_UPDATE frame with window increment " + increment
                    + " not allowed for window " + door.sink().window());
            door.terminate(FLOW_CONTROL_ERROR);
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
