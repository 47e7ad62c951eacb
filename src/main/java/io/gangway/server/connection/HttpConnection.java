package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Lingering;
import io.gangway.loop.HeapShare;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import io.gangway.loop.WorkerConnections;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** A client connection with any version of HTTP. Confined to its loop. */
public abstract class HttpConnection extends AbstractConnection.NonBlocking
        implements Connection.UpgradeTo, ServedConnection {
    protected final SelectorEventLoop loop;
    protected final ConnectionContext context;
    protected final ConnectedClient client;
    protected final Timer timer;

    /** Its entry among the idle connections, which may be closed for new ones. */
    protected final WorkerConnections.IdleConnection waiting;

    /** The approximate heap of the connection. */
    protected final HeapShare heap;

    /** Whether a call of {@link #onFillable()} is pending. */
    protected boolean interested;

    /** Null until {@link #linger}. */
    protected LingeringClose closing;

    protected HttpConnection(EndPoint endPoint, ConnectionContext context) {
        super(endPoint, context.loop()::execute);
        this.context = context;
        loop = context.loop();
        client = new ConnectedClient(context);
        timer = loop.timer(this::expired);
        waiting = loop.connections().idle(this::closeIdle);
        heap = new HeapShare(loop.connections());
    }

    /** The connection is open and has a generation. */
    protected abstract void opened();

    /** Bytes or the end of the stream have arrived. */
    protected abstract void readable();

    /** The {@link #timer} has expired. */
    protected abstract void expired();

    /** Closes the idle connection because its resources are needed. */
    protected abstract void closeIdle();

    @Override
    public final SelectorEventLoop loop() {
        return loop;
    }

    public final ConnectedClient client() {
        return client;
    }

    @Override
    public final void onOpen() {
        super.onOpen();
        if (context.opened(this)) {
            opened();
        } else {
            getEndPoint().close();
        }
    }

    @Override
    public final void onFillable() {
        interested = false;
        guard(this::readable);
    }

    /** Requests a call when something arrives. Idempotent. */
    public final void interest() {
        if (!interested) {
            interested = true;
            fillInterested();
        }
    }

    /** Runs a callback; a failure ends only this connection. */
    protected final void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            context.alert("a connection failed: " + e);
            close();
        }
    }

    /** Starts the lingering close; later input goes to {@link #closing}. */
    protected final void linger(Lingering lingering) {
        closing = new LingeringClose(getEndPoint(), loop, lingering, this::interest);
        closing.begin();
    }

    /** Releases everything when the connection has ended. */
    protected final void stop() {
        timer.cancel();
        waiting.end();
        heap.close();
        if (closing != null) {
            closing.cancel();
        }
    }

    protected final void log(LogLevel level, String message) {
        context.log(level, message);
    }

    /** The running server. */
    public final ServerContext serverContext() {
        return context.serverContext();
    }

    @Override
    public void closeIfUsing(GenerationRef ref) {
        if (context.holds(ref)) {
            cut();
        }
    }
}
