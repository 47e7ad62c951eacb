package io.gangway.server.connection;

import io.gangway.content.RequestBody;
import io.gangway.content.RequestBodyException;
import io.gangway.exchange.Exchange;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;

/**
 * The body of a request as received from the client, with any version of HTTP. Reading is limited by {@code
 * client_body_timeout}. Confined to the loop.
 */
public abstract class ClientBody implements RequestBody {
    protected final EventLoop loop;
    protected Exchange exchange;

    /** Thrown by reads; null while there is no failure. */
    protected RequestBodyException failure;

    private Runnable readable;
    private boolean posted;

    /** Null until a read had to wait. */
    private Timer timer;

    protected ClientBody(EventLoop loop) {
        this.loop = loop;
    }

    /** Sets the exchange of the body, before it is read. */
    final void exchange(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Whether a read returns something now: bytes, the end or the failure. */
    protected abstract boolean isReadable();

    /** Called when a reader begins to wait: requests more from the client or the connection. */
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

    /** Calls the waiting reader; false when there is none. */
    public final boolean call() {
        Runnable callback = readable;
        if (callback == null) {
            return false;
        }
        stop();
        callback.run();
        return true;
    }

    /** Stops waiting. */
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

    /**
     * Fails the body: nothing more can be read. The first failure counts.
     *
     * @param status the status of the response
     */
    protected final RequestBodyException fail(int status, String message) {
        if (failure == null) {
            failure = new RequestBodyException(status, message);
        }
        return failure;
    }
}
