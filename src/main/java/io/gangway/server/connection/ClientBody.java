package io.gangway.server.connection;

import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;

/** The body of a request as its client sends it, whichever way: who reads it waits, but not for ever. Confined to the loop. */
public abstract class ClientBody implements RequestBody {
    protected final EventLoop loop;
    protected Exchange exchange;

    /** Thrown to who reads; null while nothing is wrong. */
    protected RequestBodyException failure;

    private Runnable readable;
    private boolean posted;

    /** Null until somebody had to wait. */
    private Timer timer;

    protected ClientBody(EventLoop loop) {
        this.loop = loop;
    }

    /** The exchange whose body it is, set before it is read. */
    public final void exchange(Exchange of) {
        exchange = of;
    }

    /** Whether reading gives something now: bytes, the end, or the failure. */
    protected abstract boolean isReadable();

    /** Somebody waits: makes the client send, or the connection tell. */
    protected void await() {}

    @Override
    public void demand(Runnable callback) {
        readable = callback;
        if (isReadable()) {
            if (!posted) {
                posted = true;
                loop.execute(this::post);
            }
            return;
        }
        if (timer == null) {
            timer = loop.timer(this::expired);
        }
        timer.arm(exchange.location().settings().bodyTimeoutMillis());
        await();
    }

    private void post() {
        posted = false;
        call();
    }

    private void expired() {
        fail(408, "client timed out (110: Connection timed out) while reading client request body");
        call();
    }

    /** Calls who waits; false when nobody does. */
    public final boolean call() {
        Runnable callback = readable;
        if (callback == null) {
            return false;
        }
        stop();
        callback.run();
        return true;
    }

    /** Nobody waits any more. */
    protected final void stop() {
        readable = null;
        if (timer != null) {
            timer.cancel();
        }
    }

    @Override
    public void cancel() {
        stop();
    }

    /** No more of the body can be read. The first reason counts. */
    protected final RequestBodyException fail(int status, String message) {
        if (failure == null) {
            failure = new RequestBodyException(status, message);
        }
        return failure;
    }
}
