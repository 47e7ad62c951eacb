package io.gangway.server.http2;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.LocationSettings;
import io.gangway.http2.ErrorCode;
import io.gangway.http2.FrameReader;
import io.gangway.http2.Http2ConnectionException;
import io.gangway.loop.Timer;
import io.gangway.loop.WorkerConnections;
import io.gangway.server.connection.ConnectionContext;
import io.gangway.server.connection.HttpConnection;
import io.gangway.server.connection.ServerContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One client connection that speaks HTTP/2: reads frames for its {@link Http2Session}, and ends when that is over, idle or
 * broken. Confined to its loop; nothing is held in a buffer while it is idle.
 */
public final class Http2Connection extends HttpConnection {
    private static final int INPUT = 16384;

    /** So many reads in one turn of the loop, then others have theirs: what nginx takes at once. */
    private static final int MAX_FILLS = 16;

    /** The heap of a connection beside that of its requests, about; measured. */
    private static final int HEAP = 8 << 10;

    /** A client that has sent so much which nobody takes must wait while memory is short. */
    private static final int MAX_HELD = 65536;

    private static final long WAIT_MILLIS = 100;

    private enum State {
        OPEN,
        /** The client has left; what must not end with it still runs. */
        GONE,
        LINGER,
        CLOSED
    }

    private final Http2FrameWriter output;
    private final Http2Session session;
    private final FrameReader frames;

    private State state = State.OPEN;
    private RetainableByteBuffer input;
    private boolean timed;

    /** There is more to be taken of a read that is not over. */
    private boolean paused;

    /** Null until the client had to wait. */
    private Timer retry;

    /** Also read by other threads, for {@link ServerContext#counts()}, where it may be a moment old. */
    private Activity activity = Activity.READING;

    public Http2Connection(EndPoint endPoint, ConnectionContext context) {
        super(endPoint, context);
        output = new Http2FrameWriter(this, endPoint);
        session = new Http2Session(this, output);
        frames = new FrameReader(session);
    }

    /** Settings where no request has named a server yet. */
    LocationSettings settings() {
        return context.server().base().settings();
    }

    ConnectionContext context() {
        return context;
    }

    Http2Session session() {
        return session;
    }

    // ---- the life of the connection

    @Override
    public void onUpgradeTo(ByteBuffer early) {
        if (early.hasRemaining()) {
            input = loop.buffers().acquire(INPUT, true);
            input.asMutable().append(early);
        }
    }

    @Override
    protected void opened() {
        if (!holdHead(0)) {
            loop.connections().refused(WorkerConnections.MEMORY);
            getEndPoint().close();
            return;
        }
        arm(context.server().settings().headerTimeoutMillis());
        session.begin();
        read();
    }

    /** What has come of a head is kept until the rest is there; false when there is no memory left for it. */
    boolean holdHead(int bytes) {
        long wanted = HEAP + bytes;
        if (wanted > heap.bytes()) {
            waiting.end();
        }
        return heap.resize(wanted);
    }

    /** Takes heap for a request; false when there is none left. It does not give way to itself. */
    boolean takeHeap(long bytes) {
        waiting.end();
        return loop.connections().acquireHeap(bytes);
    }

    @Override
    protected void giveWay() {
        session.goAway(ErrorCode.NO_ERROR);
        getEndPoint().close();
    }

    private void arm(long millis) {
        timed = true;
        timer.arm(millis);
    }

    /** A request is under way: its own time-outs count. */
    void busy() {
        timed = false;
        timer.cancel();
        waiting.end();
        activity = Activity.WRITING;
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        activity = Activity.GONE;
        stop();
        if (retry != null) {
            retry.cancel();
        }
        releaseInput();
        output.closed();
        session.connectionClosed();
        context.closed(this);
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        interested = false;
        getEndPoint().close();
    }

    @Override
    protected void readable() {
        switch (state) {
            case OPEN -> read();
            case LINGER -> closing.read();
            case GONE, CLOSED -> {}
        }
    }

    /** Reads for one turn. What the frames lead to is written at the end, together. */
    private void read() {
        output.hold();
        try {
            session.resume();
            if (paused) {
                session.goesOn();
            } else {
                session.turn();
            }
            takeFrames();
            session.pause();
        } catch (Http2ConnectionException e) {
            log(e.getMessage());
            finish(e.code());
        } finally {
            if (input != null && !input.hasRemaining()) {
                releaseInput();
            }
            output.letGo();
        }
        if (session.isWaiting() && state == State.OPEN) {
            waiting.begin();
        }
        settle();
    }

    private void takeFrames() throws Http2ConnectionException {
        if (input != null) {
            take(paused ? 0 : input.remaining());
        }
        for (int fills = 0; state == State.OPEN; fills++) {
            paused = session.hasPaused();
            if (fills == MAX_FILLS || paused) {
                loop.execute(() -> guard(this::readable));
                return;
            }
            if (loop.isShortOfMemory() && session.held() > MAX_HELD) {
                await();
                return;
            }
            int filled = fill();
            if (filled < 0) {
                ended();
            } else if (filled == 0) {
                interest();
                return;
            } else {
                take(filled);
            }
        }
    }

    /** Reads again later; until then the client waits. */
    private void await() {
        if (retry == null) {
            retry = loop.timer(() -> guard(this::readable));
        }
        retry.arm(WAIT_MILLIS);
    }

    private void take(int bytes) throws Http2ConnectionException {
        frames.read(input.getByteBuffer());
        session.received(bytes);
    }

    private int fill() {
        if (input == null) {
            input = loop.buffers().acquire(INPUT, true);
        }
        try {
            return getEndPoint().fill(input.getByteBuffer());
        } catch (IOException e) {
            return -1;
        }
    }

    private void releaseInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    // ---- the end

    /** The client has said all. */
    private void ended() {
        if (frames.isWithin() || !session.isIdle()) {
            log("client prematurely closed connection");
        }
        state = State.GONE;
        session.clientGone();
    }

    @Override
    protected void expired() {
        if (frames.isWithin()) {
            log("client timed out (110: Connection timed out)");
            finish(ErrorCode.PROTOCOL_ERROR);
        } else {
            finish(ErrorCode.NO_ERROR);
        }
    }

    /** The last words; whatever runs is ended. */
    private void finish(int code) {
        if (state == State.OPEN) {
            session.goAway(code);
            session.connectionClosed();
            settle();
        }
    }

    /** With nothing under way and nothing to be written the connection is idle, or over. */
    void settle() {
        if (state == State.LINGER || state == State.CLOSED || !session.isIdle() || !output.isEmpty()) {
            return;
        }
        if (state == State.GONE) {
            getEndPoint().close();
        } else if (session.isGoingAway()) {
            linger();
        } else {
            idle();
        }
    }

    private void idle() {
        waiting.begin();
        if (!timed) {
            activity = Activity.WAITING;
            arm(settings().keepalive().idle().toMillis());
        } else if (!frames.isWithin()) {
            activity = Activity.WAITING;
        }
    }

    private void linger() {
        timer.cancel();
        releaseInput();
        waiting.begin();
        if (settings().lingering().waits(true)) {
            state = State.LINGER;
            linger(settings().lingering());
        } else {
            getEndPoint().close();
        }
    }

    /** The client does too much for nothing. */
    void flooded() {
        log("http2 flood detected");
        getEndPoint().close();
    }

    /** The client takes nothing. */
    void stalled() {
        log("client timed out (110: Connection timed out)");
        getEndPoint().close();
    }

    void log(String message) {
        log(LogLevel.INFO, message + " while processing HTTP/2 connection");
    }

    // ---- Guest

    @Override
    public Activity activity() {
        return activity;
    }

    /** As in nginx: what is under way ends, new requests come by a new connection. */
    @Override
    public void closeWhenIdle() {
        if (state == State.OPEN) {
            session.goAway(ErrorCode.NO_ERROR);
            settle();
        }
    }

    /** A client loses nothing by a GOAWAY; who is idle lets go of the old generation. */
    @Override
    public void reloaded() {
        closeWhenIdle();
    }

    @Override
    public void cut() {
        getEndPoint().close();
    }
}
