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

/** A client connection that speaks HTTP, of whichever version. Confined to its loop. */
public abstract class HttpConnection extends AbstractConnection.NonBlocking
        implements Connection.UpgradeTo, ServedConnection {
    protected final SelectorEventLoop loop;
    protected final ConnectionContext context;
    protected final ConnectedClient client;
    protected final Timer timer;

    /** Gives way to others while it waits. */
    protected final WorkerConnections.IdleConnection waiting;

    /** The heap that it takes, about. */
    protected final HeapShare heap;

    /** The end point owes a call of {@link #onFillable()}. */
    protected boolean interested;

    /** Null until {@link #linger}. */
    protected LingeringClose closing;

    protected HttpConnection(EndPoint endPoint, ConnectionContext context) {
        super(endPoint, context.loop()::execute);
        this.context = context;
        loop = context.loop();
        client = new ConnectedClient(context);
        timer = loop.timer(this::expired);
        waiting = loop.connections().waiting(this::giveWay);
        heap = new HeapShare(loop.connections());
    }

    /** The connection is open and has its generation. */
    protected abstract void opened();

    /** Something has arrived, or the end. */
    protected abstract void readable();

    /** The {@link #timer} has run out. */
    protected abstract void expired();

    /** Somebody else needs what it has. */
    protected abstract void giveWay();

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

    /** Asks to be called when something arrives. Idempotent. */
    public final void interest() {
        if (!interested) {
            interested = true;
            fillInterested();
        }
    }

    /** Runs a part of the connection's work, whose failure ends the connection alone. */
    protected final void guard(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            context.alert("a connection failed: " + e);
            close();
        }
    }

    /** Begins the end; what arrives from now on is for {@link #closing}. */
    protected final void linger(Lingering lingering) {
        closing = new LingeringClose(getEndPoint(), loop, lingering, this::interest);
        closing.begin();
    }

    /** The connection has ended: nothing calls it any more. */
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

    @Override
    public final void closeIfOf(GenerationRef use) {
        if (context.holds(use)) {
            cut();
        }
    }
}
