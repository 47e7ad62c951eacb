package io.gangway.server.http2;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.LocationSettings;
import io.gangway.http2.frame.ErrorCode;
import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Http2ConnectionException;
import io.gangway.http2.stream.FrameWriter;
import io.gangway.loop.Timer;
import io.gangway.loop.WorkerConnections;
import io.gangway.server.connection.ConnectionContext;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.HttpConnection;
import io.gangway.server.connection.ServerContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * An HTTP/2 connection of a client: reads frames for its {@link Http2Session}, and closes when the session is over,
 * idle or broken. Confined to its loop; holds no buffer while it is idle.
 */
public final class Http2Connection extends HttpConnection implements FrameWriter.Listener {
    private static final int INPUT = 16384;

    /** Maximum number of reads in one loop iteration, as in nginx; then other connections are served. */
    private static final int MAX_FILLS = 16;

    /** Approximate heap of a connection without its requests, in bytes; measured. */
    private static final int HEAP = 8 << 10;

    /** While memory is short, a client with more unread bytes than this must wait. */
    private static final int MAX_HELD = 65536;

    private static final long WAIT_MILLIS = 100;

    private enum State {
        OPEN,
        /** The client has disconnected; exchanges that continue without a client are still running. */
        GONE,
        LINGER,
        CLOSED
    }

    private final FrameWriter output;
    private final Http2Session session;
    private final FrameReader frames;

    private State state = State.OPEN;
    private RetainableByteBuffer input;
    private boolean timerArmed;

    /** Processing of a read is paused, and its input is not all processed. */
    private boolean paused;

    /** Null until the client had to wait. */
    private Timer retry;

    /** Other threads may read a stale value for {@link ServerContext#counts()}. */
    private Activity activity = Activity.READING;

    public Http2Connection(EndPoint endPoint, ConnectionContext context) {
        super(endPoint, context);
        output = new FrameWriter(this, loop, endPoint);
        session = new Http2Session(this, output);
        frames = new FrameReader(session);
    }

    /** The settings before a request has named a server. */
    LocationSettings settings() {
        return context.server().base().settings();
    }

    ConnectionContext context() {
        return context;
    }

    Http2Session session() {
        return session;
    }

    // ---- life cycle

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

    /** Takes heap for an incomplete head; false when not enough is left. */
    boolean holdHead(int bytes) {
        long wanted = HEAP + bytes;
        if (wanted > heap.bytes()) {
            waiting.end();
        }
        return heap.resize(wanted);
    }

    /** Acquires heap for a request; false when not enough is left. Never closes this connection itself to free heap. */
    boolean acquireHeap(long bytes) {
        waiting.end();
        return loop.connections().acquireHeap(bytes);
    }

    @Override
    protected void closeIdle() {
        session.goAway(ErrorCode.NO_ERROR);
        output.flushNow();
        getEndPoint().close();
    }

    private void arm(long millis) {
        timerArmed = true;
        timer.arm(millis);
    }

    /** A request has begun: its own time-outs apply. */
    void busy() {
        timerArmed = false;
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
        closedIfIdle();
    }

    /** The server knows this connection, and can cut it, while a tunnel of it still sends to a backend. */
    private void closedIfIdle() {
        if (session.isIdle()) {
            context.closed(this);
        }
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

    /** Reads for one loop iteration. Frames in response are written together at the end. */
    private void read() {
        output.cork();
        try {
            session.resume();
            if (paused) {
                session.continueRead();
            } else {
                session.beginRead();
            }
            readFrames();
            session.pause();
        } catch (Http2ConnectionException e) {
            log(e.getMessage());
            finish(e.code());
        } finally {
            if (input != null && !input.hasRemaining()) {
                releaseInput();
            }
            output.uncork();
        }
        if (session.isWaiting() && state == State.OPEN) {
            waiting.begin();
        }
        settle();
    }

    private void readFrames() throws Http2ConnectionException {
        if (input != null) {
            process(paused ? 0 : input.remaining());
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
                process(filled);
            }
        }
    }

    /** Schedules another read; until then the client must wait. */
    private void await() {
        if (retry == null) {
            retry = loop.timer(() -> guard(this::readable));
        }
        retry.arm(WAIT_MILLIS);
    }

    private void process(int bytes) throws Http2ConnectionException {
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

    /** The end of the stream was read. */
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

    /** Sends GOAWAY and ends all exchanges. */
    private void finish(int code) {
        if (state == State.OPEN) {
            session.goAway(code);
            session.connectionClosed();
            settle();
        }
    }

    /** Marks the connection idle, or closes it, when no exchange is running and nothing is left to write. */
    @Override
    public void settle() {
        if (state == State.CLOSED) {
            closedIfIdle();
            return;
        }
        if (state == State.LINGER || !session.isIdle() || !output.isEmpty()) {
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
        if (!timerArmed) {
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

    @Override
    public long sendTimeoutMillis() {
        return settings().sendTimeoutMillis();
    }

    @Override
    public void sent(long bytes, long useful) {
        session.sent(bytes, useful);
    }

    /** The client causes too much useless work. */
    @Override
    public void flooded() {
        log("http2 flood detected");
        getEndPoint().close();
    }

    /** The client has accepted no data within {@code send_timeout}. */
    @Override
    public void stalled() {
        log("client timed out (110: Connection timed out)");
        getEndPoint().close();
    }

    void log(String message) {
        log(LogLevel.INFO, message + " while processing HTTP/2 connection");
    }

    // ---- ServedConnection

    @Override
    public Activity activity() {
        return activity;
    }

    /** As in nginx: present requests are completed, new ones need a new connection. */
    @Override
    public void closeWhenIdle() {
        if (state == State.OPEN) {
            session.leave();
            settle();
        }
    }

    /**
     * Sends GOAWAY, which costs a client nothing, so that an idle connection releases the old generation; one with
     * tunnels stays, and changes the generation.
     */
    @Override
    public void reloaded() {
        if (state == State.OPEN) {
            if (!session.leave()) {
                context.refresh();
            }
            settle();
        }
    }

    /** A stream may have an older generation than its connection: one with tunnels outlives a reload. */
    @Override
    public void closeIfUsing(GenerationRef ref) {
        super.closeIfUsing(ref);
        session.cut(ref);
    }

    /** Each exchange learns it as the end of its stream: a tunnel still tells its backend. */
    @Override
    public void outputFailed() {
        getEndPoint().close();
    }

    @Override
    public void cut() {
        getEndPoint().close();
        session.breakOff();
    }
}
