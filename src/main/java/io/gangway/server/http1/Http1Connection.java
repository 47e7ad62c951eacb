package io.gangway.server.http1;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Lingering;
import io.gangway.exchange.ServerSettings;
import io.gangway.http.BadMessageException;
import io.gangway.http.RequestParser;
import io.gangway.loop.EndPointLeg;
import io.gangway.loop.WorkerConnections;
import io.gangway.server.connection.ConnectionContext;
import io.gangway.server.connection.HttpConnection;
import io.gangway.server.connection.RequestHeap;
import io.gangway.server.connection.ServerContext;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;

/**
 * An HTTP/1.1 connection of a client: reads heads, runs one exchange after another, and notices when the client
 * disconnects. Confined to its loop; holds no buffer while it is idle.
 */
public final class Http1Connection extends HttpConnection {
    private static final long NANOS_OF_MILLI = 1_000_000L;

    /** The states of the connection. */
    enum State {
        /** Between requests, or before the first. */
        IDLE,
        HEAD,
        EXCHANGE,
        /** The rest of a request body is discarded before the next head. */
        DISCARD,
        /** Lingering close: input is discarded, so that a reset does not destroy the response. */
        LINGER,
        TUNNEL,
        CLOSED
    }

    private final Http1Input input;

    /** Null once the connection is a tunnel. */
    private RequestParser parser;

    /** Written by the loop only; other threads may read a stale value for {@link ServerContext#counts()}. */
    private State state = State.IDLE;

    private Http1Stream stream;
    private EndPointLeg leg;
    private long discardUntil;
    /** Until this time an idle connection stays open even if the process is stopping. */
    private long keptUntil;
    /** The lingering settings of the last request's location; set before use. */
    private Lingering lingering;
    /** The socket is closed, but the tunnel still sends to the other leg. */
    private boolean clientGone;
    /** The tunnel must not outlive the socket. */
    private boolean cut;
    /** The connection closes after the present request, or the one whose head is being read. */
    private boolean leaving;

    public Http1Connection(EndPoint endPoint, ConnectionContext context) {
        super(endPoint, context);
        input = new Http1Input(endPoint, loop);
        keptUntil = loop.nanoTime();
        parser = new RequestParser(settings().limits());
    }

    private ServerSettings settings() {
        return context.hosts().defaultServer().settings();
    }

    @Override
    public Activity activity() {
        return switch (state) {
            case IDLE -> Activity.WAITING;
            case HEAD -> Activity.READING;
            case EXCHANGE, DISCARD, LINGER, TUNNEL -> Activity.WRITING;
            case CLOSED -> Activity.GONE;
        };
    }

    boolean isPlainOnTls() {
        return context.isPlainOnTls();
    }

    /** Also used by the stream, while there is one. */
    Http1Input input() {
        return input;
    }

    // ---- the life of the connection

    @Override
    public void onUpgradeTo(ByteBuffer early) {
        input.append(early);
    }

    @Override
    protected void opened() {
        timer.arm(settings().headerTimeoutMillis());
        readHead();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        if (state == State.CLOSED) {
            return;
        }
        if (state == State.TUNNEL && !cut) {
            clientGone = true;
            return;
        }
        ended();
    }

    private void ended() {
        state = State.CLOSED;
        stop();
        input.release();
        if (stream != null) {
            stream.connectionClosed();
        }
        context.closed(this);
    }

    @Override
    public void cut() {
        cut = true;
        if (clientGone) {
            ended();
        } else {
            getEndPoint().close();
        }
    }

    private void later(Runnable task) {
        loop.execute(() -> guard(task));
    }

    @Override
    protected void readable() {
        switch (state) {
            case IDLE, HEAD -> readHead();
            case EXCHANGE -> stream.onFillable();
            case DISCARD -> discard();
            case LINGER -> closing.read();
            case TUNNEL -> leg.connection().onFillable();
            case CLOSED -> {}
        }
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        interested = false;
        if (state == State.TUNNEL) {
            leg.connection().onFillInterestedFailed(cause);
        }
    }

    /** Closes an idle connection; others close after their response. */
    @Override
    public void closeWhenIdle() {
        if (state == State.IDLE) {
            long left = context.isClosing() ? (keptUntil - loop.nanoTime()) / NANOS_OF_MILLI : 0;
            if (left > 0) {
                timer.arm(left);
            } else {
                getEndPoint().close();
            }
        } else {
            leaving = true;
        }
    }

    /** Whether the connection closes after the present response, although ports are open. */
    boolean isLeaving() {
        return (leaving || context.isLeaving()) && !context.isClosing();
    }

    @Override
    public void closeIfOlder(long serial) {
        if (context.serial() <= serial) {
            closeWhenIdle();
        }
    }

    /** A new generation is running: an idle connection releases the old one; it closes if its port is closed. */
    @Override
    public void reloaded() {
        if (state == State.IDLE) {
            context.refresh();
        }
        if (!context.isWanted()) {
            closeWhenIdle();
        }
    }

    @Override
    protected void expired() {
        switch (state) {
            case IDLE, HEAD -> {
                if (state == State.HEAD) {
                    begin(
                            new BadMessageException(
                                    408, "client timed out (110: Connection timed out)", parser.action()),
                            false);
                    return;
                }
                if (client.requests() == 0) {
                    log(LogLevel.INFO, "client timed out (110: Connection timed out) while waiting for request");
                }
                getEndPoint().close();
            }
            case DISCARD -> getEndPoint().close();
            case EXCHANGE, LINGER, TUNNEL, CLOSED -> {}
        }
    }

    // ---- heads

    private void readHead() {
        while (state == State.IDLE || state == State.HEAD) {
            if (!input.isEmpty()) {
                if (!head()) {
                    continue;
                }
                return;
            }
            int filled = input.fill();
            if (filled == 0) {
                input.release();
                if (holdHead()) {
                    waiting.begin();
                    interest();
                }
                return;
            }
            if (filled < 0) {
                if (state == State.HEAD) {
                    begin(new BadMessageException(400, "client prematurely closed connection", parser.action()), true);
                    return;
                }
                getEndPoint().close();
                return;
            }
        }
    }

    /** Parses the available bytes; returns true when an exchange was started. */
    private boolean head() {
        if (state == State.IDLE) {
            state = State.HEAD;
            timer.arm(settings().headerTimeoutMillis());
        }
        try {
            if (!parser.parse(input.buffer().getByteBuffer())) {
                return false;
            }
            begin(null, false);
        } catch (BadMessageException e) {
            begin(e, false);
        }
        return true;
    }

    /** Keeps an incomplete head until more arrives; false when there is not enough memory. */
    private boolean holdHead() {
        if (!parser.started() || heap.resize(parser.held())) {
            return state != State.CLOSED;
        }
        loop.connections().refused(WorkerConnections.MEMORY);
        getEndPoint().close();
        return false;
    }

    @Override
    protected void closeIdle() {
        getEndPoint().close();
    }

    /**
     * Starts the exchange of a head.
     *
     * @param fault why the request is refused; null for a valid head
     * @param gone whether the client has disconnected, so that no response is possible
     */
    private void begin(BadMessageException fault, boolean clientGone) {
        timer.cancel();
        waiting.end();
        BadMessageException bad =
                fault != null || heap.resize(RequestHeap.of(parser.head())) ? fault : RequestHeap.EXHAUSTED;
        state = State.EXCHANGE;
        client.requested();
        context.requested();
        context.refresh();
        if (input.isEmpty()) {
            // The buffer is not needed while an upstream is slow.
            input.release();
        }
        stream = new Http1Stream(this, parser.head(), parser.notes());
        stream.begin(context.retain(), context.hosts(), bad, clientGone);
    }

    // ---- after an exchange

    /** The exchange has ended and its response is written. */
    void next(boolean keep) {
        Http1Stream ended = stream;
        if (state == State.TUNNEL || state == State.CLOSED) {
            // The exchange of a tunnel ends with the tunnel, and the connection with it.
            if (state == State.TUNNEL) {
                cut();
            }
            return;
        }
        boolean bodyLeft = !ended.bodyEnded();
        lingering = ended.lingering();
        // As in nginx: the rest of a body that was read in part is not awaited, whatever the head of the response
        // announced.
        if (!keep || bodyLeft && ended.bodyRead()) {
            stream = null;
            if (lingering.waits(bodyLeft || !input.isEmpty() || ended.isBad())) {
                startLinger();
            } else {
                close();
            }
        } else if (bodyLeft) {
            state = State.DISCARD;
            discardUntil = loop.nanoTime() + lingering.timeMillis() * NANOS_OF_MILLI;
            timer.arm(lingering.timeoutMillis());
            later(this::discard);
        } else {
            awaitNext();
        }
    }

    private void awaitNext() {
        long millis = context.isClosing() ? stream.minIdleMillis() : stream.idleMillis();
        keptUntil = loop.nanoTime() + stream.minIdleMillis() * NANOS_OF_MILLI;
        stream = null;
        state = State.IDLE;
        heap.resize(0);
        parser.reset();
        client.pipelined(!input.isEmpty());
        if (!input.isEmpty()) {
            later(this::readHead);
            return;
        }
        input.release();
        if (millis == 0 || leaving && !context.isClosing()) {
            close();
            return;
        }
        timer.arm(millis);
        waiting.begin();
        interest();
    }

    private void discard() {
        if (state != State.DISCARD) {
            return;
        }
        Http1Stream.Discarded discarded = stream.discard();
        switch (discarded) {
            case ALL -> awaitNext();
            case MORE -> {
                if (loop.nanoTime() - discardUntil > 0) {
                    close();
                    return;
                }
                timer.arm(lingering.timeoutMillis());
                interest();
            }
            case BROKEN -> {
                stream = null;
                startLinger();
            }
        }
    }

    private void startLinger() {
        state = State.LINGER;
        timer.cancel();
        input.release();
        waiting.begin();
        heap.resize(0);
        linger(lingering);
    }

    @Override
    public void close() {
        input.release();
        getEndPoint().close();
    }

    /** Turns the connection into a leg, which first returns the bytes read after the head. */
    EndPointLeg toLeg() {
        state = State.TUNNEL;
        timer.cancel();
        leg = new EndPointLeg(loop, getEndPoint(), client.tls());
        if (!input.isEmpty()) {
            leg.unread(input.buffer().getByteBuffer());
        }
        input.release();
        parser = null;
        if (interested) {
            leg.interestPending();
        }
        return leg;
    }

    /** Bytes that a tunnel has sent to the client. */
    long tunnelled() {
        return leg == null ? 0 : leg.sent();
    }

    boolean isClosing() {
        return context.isClosing();
    }
}
