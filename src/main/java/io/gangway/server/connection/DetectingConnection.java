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
 * The first stage of a connection: reads the first bytes, decides which connection replaces this one, and passes the
 * bytes on. Confined to its loop.
 */
abstract class DetectingConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private final LoopEndPoint endPoint;
    private final SelectorEventLoop loop;
    private final ConnectionContext context;
    private final int max;
    private final String doing;
    private final Timer timer;
    private final WorkerConnections.IdleConnection waiting;

    /** Null while no buffer is held. */
    private RetainableByteBuffer input;

    /** Whether the heap of the buffer has been taken. */
    private boolean heapTaken;

    /**
     * @param max maximum number of bytes to read
     * @param doing what it does, in the words of nginx's log
     */
    DetectingConnection(LoopEndPoint endPoint, ConnectionContext context, int max, String doing) {
        super(endPoint, endPoint.loop()::execute);
        this.endPoint = endPoint;
        loop = endPoint.loop();
        this.context = context;
        this.max = max;
        this.doing = doing;
        timer = loop.timer(this::expired);
        waiting = loop.connections().idle(endPoint::close);
    }

    /** Examines the bytes received so far; then replaces the connection, closes it or waits for more. */
    abstract void detect(ByteBuffer bytes);

    /**
     * The client has closed the connection.
     *
     * @param silent whether it has sent nothing
     */
    void clientClosed(boolean silent) {}

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

    /** Whether the connection has been closed. */
    final boolean isGone() {
        return input == null;
    }

    @Override
    public final void onUpgradeTo(ByteBuffer early) {
        if (early.hasRemaining()) {
            input = loop.buffers().acquire(max, true);
            input.asMutable().append(early);
        }
    }

    @Override
    public final void onOpen() {
        super.onOpen();
        startWaiting();
        if (input == null) {
            onFillable();
        } else {
            detect(input.getByteBuffer());
        }
    }

    /** Starts {@code client_header_timeout}. */
    final void startWaiting() {
        timer.arm(context.hosts().defaultServer().settings().headerTimeoutMillis());
        waiting.begin();
    }

    /** Stops {@code client_header_timeout}; the next stage has its own limits. */
    final void stopWaiting() {
        timer.cancel();
        waiting.end();
    }

    /** Keeps the bytes and waits for more; closes the connection when memory is short. */
    final void awaitMore() {
        if (!heapTaken && !endPoint.acquireHeap(max)) {
            loop.connections().refused(WorkerConnections.MEMORY);
            endPoint.close();
            return;
        }
        heapTaken = true;
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
        if (input == null) {
            input = loop.buffers().acquire(max, true);
        }
        try {
            int filled = endPoint.fill(input.getByteBuffer());
            if (filled < 0) {
                clientClosed(!input.hasRemaining());
                endPoint.close();
            } else if (input.hasRemaining()) {
                detect(input.getByteBuffer());
            } else {
                release();
                fillInterested();
            }
        } catch (IOException e) {
            // The client has reset the connection.
            endPoint.close();
        }
    }

    /** Replaces this connection, as {@code EndPoint.upgrade} does, and passes the bytes on. */
    final void become(Connection next) {
        stopWaiting();
        endPoint.setConnection(next);
        try {
            ((Connection.UpgradeTo) next).onUpgradeTo(input.getByteBuffer());
        } finally {
            release();
        }
        next.onOpen();
    }

    private void release() {
        if (input != null) {
            input.release();
            input = null;
        }
        if (heapTaken) {
            heapTaken = false;
            endPoint.releaseHeap(max);
        }
    }
}
