package io.gangway.server.http2;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.LocationSettings;
import io.gangway.http2.ErrorCode;
import io.gangway.http2.FrameReader;
import io.gangway.http2.Http2ConnectionException;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import io.gangway.loop.WorkerConnections;
import io.gangway.server.Engine;
import io.gangway.server.connection.ConnectedClient;
import io.gangway.server.connection.ConnectionContext;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.LingeringClose;
import io.gangway.server.connection.ServedConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One client connection that speaks HTTP/2: reads frames for its {@link Http2Session}, and ends when that is over, idle or
 * broken. Confined to its loop; nothing is held in a buffer while it is idle.
 */
public final class Http2Connection extends AbstractConnection.NonBlocking
        implements Connection.UpgradeTo, ServedConnection {
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

    private final SelectorEventLoop loop;
    private final ConnectionContext context;
    private final ConnectedClient client;
    private final Timer timer;
    private final Http2FrameWriter output;
    private final Http2Session session;
    private final FrameReader frames;

    /** Gives way to others while no request is served. */
    private final WorkerConnections.IdleConnection waiting;

    private State state = State.OPEN;
    private RetainableByteBuffer input;
    private boolean interested;
    private boolean timed;

    /** There is more to be taken of a read that is not over. */
    private boolean paused;

    /** What it takes of the heap, without its requests. */
    private long heap;

    private LingeringClose closing;

    /** Null until the client had to wait. */
    private Timer retry;

    /** Also read by other threads, for {@link Engine#counts()}, where it may be a moment old. */
    private Activity activity = Activity.READING;

    public Http2Connection(EndPoint endPoint, SelectorEventLoop loop, ConnectionContext context, SSLEngine tls) {
        super(endPoint, loop::execute);
        this.loop = loop;
        this.context = context;
        client = new ConnectedClient(endPoint, loop, context, tls);
        timer = loop.timer(this::expired);
        output = new Http2FrameWriter(this, endPoint);
        session = new Http2Session(this, output);
        frames = new FrameReader(session);
        waiting = loop.connections().waiting(this::giveWay);
    }

    /** Settings where no request has named a server yet. */
    LocationSettings settings() {
        return context.server().base().settings();
    }

    ConnectionContext context() {
        return context;
    }

    ConnectedClient client() {
        return client;
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
    public void onOpen() {
        super.onOpen();
        if (!context.opened(this)) {
            getEndPoint().close();
            return;
        }
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
        if (state == State.CLOSED) {
            return true;
        }
        if (wanted > heap && !takeHeap(wanted - heap)) {
            return false;
        }
        if (wanted < heap) {
            loop.connections().releaseHeap(heap - wanted);
        }
        heap = wanted;
        return true;
    }

    /** Takes heap for a request or a part of its head; false when there is none left. It does not give way to itself. */
    boolean takeHeap(long bytes) {
        waiting.end();
        return loop.connections().acquireHeap(bytes);
    }

    /** Somebody else needs what it has. */
    private void giveWay() {
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
        timer.cancel();
        waiting.end();
        loop.connections().releaseHeap(heap);
        heap = 0;
        if (retry != null) {
            retry.cancel();
        }
        if (closing != null) {
            closing.cancel();
        }
        releaseInput();
        output.closed();
        session.connectionClosed();
        context.closed(this);
    }

    @Override
    public void onFillable() {
        interested = false;
        guard(this::readable);
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        interested = false;
        getEndPoint().close();
    }

    private void readable() {
        switch (state) {
            case OPEN -> read();
            case LINGER -> closing.read();
            case GONE, CLOSED -> {}
        }
    }

    private void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            context.alert("a connection failed: " + e);
            getEndPoint().close();
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

    private void interest() {
        if (!interested) {
            interested = true;
            fillInterested();
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

    private void expired() {
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
            closing = new LingeringClose(getEndPoint(), loop, settings().lingering(), this::interest);
            closing.begin();
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
        context.log(LogLevel.INFO, message + " while processing HTTP/2 connection", client.remoteAddress());
    }

    // ---- Guest

    @Override
    public SelectorEventLoop loop() {
        return loop;
    }

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
    public void closeIfOf(GenerationRef use) {
        if (context.holds(use)) {
            cut();
        }
    }

    @Override
    public void cut() {
        getEndPoint().close();
    }
}
