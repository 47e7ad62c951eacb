package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.loop.LoopEndPoint;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import io.gangway.loop.WorkerConnections;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The first moment of a connection: looks at its first bytes, which tell what it becomes, and gives them to that. Confined to its
 * loop.
 */
abstract class DetectingConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private final LoopEndPoint endPoint;
    private final SelectorEventLoop loop;
    private final ConnectionContext context;
    private final int max;
    private final String doing;
    private final Timer timer;
    private final WorkerConnections.IdleConnection waiting;

    /** Null while nothing is held. */
    private RetainableByteBuffer first;

    /** Whether its buffer is counted. */
    private boolean held;

    /**
     * @param max bytes that are looked at
     * @param doing what it is at, as nginx's log says it
     */
    DetectingConnection(LoopEndPoint endPoint, ConnectionContext context, int max, String doing) {
        super(endPoint, endPoint.loop()::execute);
        this.endPoint = endPoint;
        loop = endPoint.loop();
        this.context = context;
        this.max = max;
        this.doing = doing;
        timer = loop.timer(this::expired);
        waiting = loop.connections().waiting(endPoint::close);
    }

    /** Looks at what has come so far; then it becomes something, closes, or waits for more. */
    abstract void look(ByteBuffer bytes);

    /**
     * The client has left.
     *
     * @param silent whether nothing had come
     */
    void left(boolean silent) {}

    @Override
    public final LoopEndPoint getEndPoint() {
        return endPoint;
    }

    final SelectorEventLoop loop() {
        return loop;
    }

    final ConnectionContext context() {
        return context;
    }

    /** Whether the connection was closed while it was here. */
    final boolean isGone() {
        return first == null;
    }

    @Override
    public final void onUpgradeTo(ByteBuffer early) {
        if (early.hasRemaining()) {
            first = loop.buffers().acquire(max, true);
            first.asMutable().append(early);
        }
    }

    @Override
    public final void onOpen() {
        super.onOpen();
        startWaiting();
        if (first == null) {
            onFillable();
        } else {
            look(first.getByteBuffer());
        }
    }

    /** From now on it has {@code client_header_timeout}. */
    final void startWaiting() {
        timer.arm(context.hosts().defaultServer().settings().headerTimeoutMillis());
        waiting.begin();
    }

    /** What follows has limits of its own. */
    final void stopWaiting() {
        timer.cancel();
        waiting.end();
    }

    /** What has come so far is kept until there is more; closes where there is no memory left for it. */
    final void awaitMore() {
        if (!held && !endPoint.takeHeap(max)) {
            loop.connections().refused(WorkerConnections.MEMORY);
            endPoint.close();
            return;
        }
        held = true;
        fillInterested();
    }

    @Override
    public final void onClose(Throwable cause) {
        super.onClose(cause);
        stopWaiting();
        release();
    }

    private void expired() {
        log(LogLevel.INFO, "client timed out (110: Connection timed out)");
        endPoint.close();
    }

    final void log(LogLevel level, String message) {
        context.log(level, message + " while " + doing);
    }

    @Override
    public final void onFillable() {
        if (first == null) {
            first = loop.buffers().acquire(max, true);
        }
        try {
            int filled = endPoint.fill(first.getByteBuffer());
            if (filled < 0) {
                left(!first.hasRemaining());
                endPoint.close();
            } else if (first.hasRemaining()) {
                look(first.getByteBuffer());
            } else {
                release();
                fillInterested();
            }
        } catch (IOException e) {
            // The client has reset the connection.
            endPoint.close();
        }
    }

    /** As {@code EndPoint.upgrade}, but with bytes that were read here. */
    final void become(Connection next) {
        stopWaiting();
        endPoint.setConnection(next);
        ((Connection.UpgradeTo) next).onUpgradeTo(first.getByteBuffer());
        release();
        next.onOpen();
    }

    private void release() {
        if (first != null) {
            first.release();
            first = null;
        }
        if (held) {
            held = false;
            endPoint.releaseHeap(max);
        }
    }
}
