package io.gangway.server;

import io.gangway.core.Client;
import io.gangway.core.ConnectionCounts;
import io.gangway.core.Level;
import io.gangway.core.Lingering;
import io.gangway.core.Listen;
import io.gangway.core.ProxyHeader;
import io.gangway.core.ServerSettings;
import io.gangway.core.Timer;
import io.gangway.core.TlsHello;
import io.gangway.http.BadMessage;
import io.gangway.http.RequestParser;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One client connection that speaks HTTP/1.1: reads heads, runs one exchange after the other, keeps watch for a client that
 * leaves. Confined to its loop; nothing is held in a buffer while it is idle.
 */
final class Http1Connection extends AbstractConnection.NonBlocking implements Connection.UpgradeTo, Client, Guest {
    private static final int INPUT = 16384;
    private static final long NANOS_OF_MILLI = 1_000_000L;

    /** What the connection is at. */
    enum State {
        /** Between requests, or before the first. */
        IDLE,
        HEAD,
        EXCHANGE,
        /** The rest of a request body is thrown away before the next head. */
        DISCARD,
        /** Closing: what still comes is thrown away, so that the answer is not lost to a reset. */
        LINGER,
        TUNNEL,
        CLOSED
    }

    private final Acceptance acceptance;
    private final SelectorLoop loop;
    private final SSLEngine tls;
    private final boolean plainOnTls;
    private final long serial;
    private final long acceptedNanos;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;
    private final Timer timer;

    /** Null once this is a tunnel. */
    private RequestParser parser;

    /** Changed by the loop alone; others look at it for {@link Engine#counts()}, where it may be a moment old. */
    private State state = State.IDLE;

    private RetainableByteBuffer input;
    private boolean interested;
    private int requests;
    /** Some of the next request was there when the last exchange ended. */
    private boolean pipelined;

    private Http1Door door;
    private EndPointLeg leg;
    private long lingerUntil;
    /** Until then an idle connection stays even when the process ends. */
    private long keptUntil;
    /** Of the location of the last request; set before it is used. */
    private Lingering lingering;
    /** The socket is gone, but its tunnel still speaks to the other leg. */
    private boolean gone;
    /** What runs is not to outlive the socket. */
    private boolean cut;

    Http1Connection(EndPoint endPoint, SelectorLoop loop, Acceptance acceptance, SSLEngine tls, boolean plainOnTls) {
        super(endPoint, loop::execute);
        this.loop = loop;
        this.acceptance = acceptance;
        this.tls = tls;
        this.plainOnTls = plainOnTls;
        serial = acceptance.serial();
        acceptedNanos = loop.nanoTime();
        keptUntil = acceptedNanos;
        localAddress = endPoint.getLocalSocketAddress();
        remoteAddress = endPoint.getRemoteSocketAddress();
        parser = new RequestParser(settings().limits());
        timer = loop.timer(this::expired);
    }

    private ServerSettings settings() {
        return acceptance.hosts().defaultServer().settings();
    }

    State state() {
        return state;
    }

    @Override
    public SelectorLoop loop() {
        return loop;
    }

    boolean isPlainOnTls() {
        return plainOnTls;
    }

    @Override
    public TlsHello tlsHello() {
        return acceptance.tlsHello();
    }

    @Override
    public ProxyHeader proxyHeader() {
        return acceptance.proxyHeader();
    }

    // ---- the life of the connection

    @Override
    public void onUpgradeTo(ByteBuffer early) {
        if (early.hasRemaining()) {
            acquire();
            input.asMutable().append(early);
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        if (!acceptance.opened(this)) {
            getEndPoint().close();
            return;
        }
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
            gone = true;
            return;
        }
        ended();
    }

    private void ended() {
        state = State.CLOSED;
        timer.cancel();
        releaseInput();
        if (door != null) {
            door.connectionClosed();
        }
        acceptance.closed(this);
    }

    @Override
    public void cut() {
        cut = true;
        if (gone) {
            ended();
        } else {
            getEndPoint().close();
        }
    }

    @Override
    public void onFillable() {
        interested = false;
        guard(this::proceed);
    }

    private void later(Runnable task) {
        loop.execute(() -> guard(task));
    }

    private void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            acceptance.alert("a connection failed: " + e);
            close();
        }
    }

    private void proceed() {
        switch (state) {
            case IDLE, HEAD -> readHead();
            case EXCHANGE -> door.onFillable();
            case DISCARD -> discard();
            case LINGER -> linger();
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

    /** Closes a connection that waits for a request; others close after their answer. */
    @Override
    public void closeWhenIdle() {
        if (state == State.IDLE) {
            long left = acceptance.isClosing() ? (keptUntil - loop.nanoTime()) / NANOS_OF_MILLI : 0;
            if (left > 0) {
                timer.arm(left);
            } else {
                getEndPoint().close();
            }
        } else if (door != null && !acceptance.isClosing()) {
            // When the process ends the door sees that itself.
            door.closeAfter();
        }
    }

    /** There is a new generation: who is idle lets go of the old one, and of a port that is closed now. */
    @Override
    public void reloaded() {
        if (state == State.IDLE) {
            acceptance.refresh();
        }
        if (!acceptance.isWanted()) {
            closeWhenIdle();
        }
    }

    @Override
    public void closeIfOf(GenerationUse use) {
        if (acceptance.holds(use)) {
            cut();
        }
    }

    private void expired() {
        switch (state) {
            case IDLE, HEAD -> {
                if (requests == 0 || state == State.HEAD) {
                    log(
                            Level.INFO,
                            "client timed out (110: Connection timed out) while "
                                    + (parser.started() ? "reading client request headers" : "waiting for request"));
                }
                getEndPoint().close();
            }
            case DISCARD, LINGER -> getEndPoint().close();
            case EXCHANGE, TUNNEL, CLOSED -> {}
        }
    }

    private void log(Level level, String message) {
        acceptance.log(level, message, remoteAddress);
    }

    // ---- heads

    private void readHead() {
        while (state == State.IDLE || state == State.HEAD) {
            if (input != null && input.hasRemaining()) {
                if (!head()) {
                    continue;
                }
                return;
            }
            int filled = fillInput();
            if (filled == 0) {
                releaseInput();
                interest();
                return;
            }
            if (filled < 0) {
                if (state == State.HEAD) {
                    log(Level.INFO, "client prematurely closed connection while reading client request");
                }
                getEndPoint().close();
                return;
            }
        }
    }

    /** Parses what is there; true when an exchange was started. */
    private boolean head() {
        if (state == State.IDLE) {
            state = State.HEAD;
            timer.arm(settings().headerTimeoutMillis());
        }
        try {
            if (!parser.parse(input.getByteBuffer())) {
                return false;
            }
            begin(null);
        } catch (BadMessage e) {
            begin(e);
        }
        return true;
    }

    private void begin(BadMessage bad) {
        timer.cancel();
        state = State.EXCHANGE;
        requests++;
        acceptance.requested();
        acceptance.refresh();
        if (!input.hasRemaining()) {
            // An upstream may let us wait.
            releaseInput();
        }
        door = new Http1Door(this, parser.head(), parser.notes());
        door.begin(acceptance.use(), acceptance.hosts(), bad);
    }

    // ---- input, also used by the door

    /** The bytes that were read and not yet used; null or empty when there are none. */
    RetainableByteBuffer input() {
        return input;
    }

    boolean hasInput() {
        return input != null && input.hasRemaining();
    }

    /** Gives the input buffer away; the next fill takes another. */
    RetainableByteBuffer takeInput() {
        RetainableByteBuffer taken = input;
        input = null;
        return taken;
    }

    /** Reads once into an empty input; -1 at the end or when the connection broke. */
    int fillInput() {
        if (input != null && !input.hasRemaining()) {
            releaseInput();
        }
        acquire();
        try {
            int filled = getEndPoint().fill(input.getByteBuffer());
            if (filled <= 0) {
                releaseInput();
            }
            return filled;
        } catch (IOException e) {
            releaseInput();
            return -1;
        }
    }

    private void acquire() {
        if (input == null) {
            input = loop.buffers().acquire(INPUT, true);
        }
    }

    private void releaseInput() {
        if (input != null) {
            input.release();
            input = null;
        }
    }

    /** Asks to be called when something arrives. Idempotent. */
    void interest() {
        if (!interested) {
            interested = true;
            fillInterested();
        }
    }

    // ---- after an exchange

    /** The exchange of the door has ended and its answer is written. */
    void next(boolean keep) {
        Http1Door ended = door;
        if (state == State.TUNNEL || state == State.CLOSED) {
            // Of a tunnel only its own end makes the connection end.
            if (state == State.TUNNEL) {
                cut();
            }
            return;
        }
        boolean bodyLeft = !ended.bodyEnded();
        lingering = ended.lingering();
        if (!keep) {
            door = null;
            if (lingering.waits(bodyLeft || hasInput() || ended.isBad())) {
                startLinger();
            } else {
                close();
            }
        } else if (bodyLeft) {
            state = State.DISCARD;
            lingerUntil = loop.nanoTime() + lingering.longestMillis() * NANOS_OF_MILLI;
            timer.arm(lingering.silenceMillis());
            later(this::discard);
        } else {
            awaitNext();
        }
    }

    private void awaitNext() {
        long millis = acceptance.isClosing() ? door.leastIdleMillis() : door.idleMillis();
        keptUntil = loop.nanoTime() + door.leastIdleMillis() * NANOS_OF_MILLI;
        door = null;
        state = State.IDLE;
        parser.reset();
        pipelined = hasInput();
        if (pipelined) {
            later(this::readHead);
            return;
        }
        releaseInput();
        if (millis == 0) {
            close();
            return;
        }
        timer.arm(millis);
        interest();
    }

    private void discard() {
        if (state != State.DISCARD) {
            return;
        }
        Http1Door.Discarded discarded = door.discard();
        switch (discarded) {
            case ALL -> awaitNext();
            case MORE -> {
                if (loop.nanoTime() - lingerUntil > 0) {
                    close();
                    return;
                }
                timer.arm(lingering.silenceMillis());
                interest();
            }
            case BROKEN -> {
                door = null;
                startLinger();
            }
        }
    }

    private void startLinger() {
        state = State.LINGER;
        lingerUntil = loop.nanoTime() + lingering.longestMillis() * NANOS_OF_MILLI;
        getEndPoint().shutdownOutput();
        timer.arm(lingering.silenceMillis());
        releaseInput();
        later(this::linger);
    }

    private void linger() {
        if (state != State.LINGER) {
            return;
        }
        int filled = fillInput();
        boolean over = filled < 0 || loop.nanoTime() - lingerUntil > 0;
        releaseInput();
        if (over) {
            close();
        } else {
            timer.arm(lingering.silenceMillis());
            interest();
        }
    }

    @Override
    public void close() {
        releaseInput();
        getEndPoint().close();
    }

    /** The connection becomes a leg; what was read behind the head is the first that it gives. */
    EndPointLeg toLeg() {
        state = State.TUNNEL;
        timer.cancel();
        leg = new EndPointLeg(loop, getEndPoint(), tls);
        if (input != null) {
            leg.early(input.getByteBuffer());
            releaseInput();
        }
        parser = null;
        if (interested) {
            leg.interestPending();
        }
        return leg;
    }

    /** Bytes that a tunnel sent to the client. */
    long tunnelled() {
        return leg == null ? 0 : leg.sent();
    }

    // ---- facts

    @Override
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public SocketAddress localAddress() {
        return localAddress;
    }

    @Override
    public Listen listen() {
        return acceptance.hosts().listen();
    }

    @Override
    public SSLEngine tls() {
        return tls;
    }

    @Override
    public long serial() {
        return serial;
    }

    @Override
    public int requests() {
        return requests;
    }

    @Override
    public boolean pipelined() {
        return pipelined;
    }

    @Override
    public ConnectionCounts counts() {
        return acceptance.counts();
    }

    @Override
    public long ageMillis() {
        return (loop.nanoTime() - acceptedNanos) / 1_000_000L;
    }

    boolean isClosing() {
        return acceptance.isClosing();
    }
}
