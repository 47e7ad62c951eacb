package io.gangway.servlet;

import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.server.HostedHead;
import io.gangway.server.HostedStream;
import io.gangway.server.PendingUpgrade;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One exchange of a servlet container. Confined to its loop. */
final class ServletStream extends HostedStream<ServletBody, ServletSink> implements AsyncListener {
    private static final long DISCONNECT_SECONDS = 10;

    private final Deployment deployment;
    private final AsyncContext async;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String contextPath;

    /** Whether the container has completed the request; written by its threads. */
    private volatile boolean completed;

    /** The container could not write, or has reported that the client has disconnected. */
    private volatile boolean clientGone;

    ServletStream(Deployment deployment, ServletClient client, HostedHead head, AsyncContext async) {
        super(
                deployment.engine(),
                client,
                head,
                new ServletBody(
                        async.getRequest(), head.head(), deployment.engine().nextLoop()));
        this.deployment = deployment;
        this.async = async;
        request = (HttpServletRequest) async.getRequest();
        response = (HttpServletResponse) async.getResponse();
        contextPath = request.getContextPath();
        async.addListener(this);
    }

    Container container() {
        return deployment.container();
    }

    String contextPath() {
        return contextPath;
    }

    // ---- HttpStream

    @Override
    protected ServletSink createSink() {
        return new ServletSink(this, exchange, response);
    }

    @Override
    public void upgrade(Exchange forExchange, Response head101, Tunnel tunnel) {
        body.cancel();
        if (!container().canTakeOver()) {
            refuse(head101, tunnel, "this servlet container cannot hand over connections");
            return;
        }
        PendingUpgrade pending = new PendingUpgrade(exchange, tunnel);
        upgrade = pending;
        try {
            if (exchange.head().isExtendedConnect()) {
                head101.fields().remove("Upgrade");
                head101.fields().remove("Sec-WebSocket-Accept");
                sink.commit(head101);
            } else {
                sink.commit(head101, "Connection", "upgrade");
            }
            container().takeOver(async, client(), loop(), leg -> loop().execute(() -> pending.open(leg)));
            handedOver = true;
        } catch (IOException | RuntimeException e) {
            exchange.log(LogLevel.ERROR, "the container did not hand over the connection: " + e);
            pending.failed(e);
        }
    }

    @Override
    protected void endRequest() {
        if (sink.isComplete()) {
            complete();
        } else if (sink.isUncommitted()) {
            completeEmpty();
        } else {
            breakOff();
        }
    }

    /** The container could not write. */
    void clientGone() {
        clientGone = true;
    }

    /**
     * The container has reported, on one of its threads, that the client has disconnected. When this method returns,
     * the loop does not use the request any more, because Tomcat reuses its objects for another client.
     */
    void disconnected(Runnable end) {
        clientGone = true;
        // https://github.com/spring-projects/spring-framework/issues/32340: the race that this wait prevents.
        // It can go when containers do not reuse the objects of a request while its AsyncContext is referenced.
        CountDownLatch done = new CountDownLatch(1);
        loop().execute(() -> {
            try {
                end.run();
            } finally {
                done.countDown();
            }
        });
        if (loop().isCurrent()) {
            return;
        }
        try {
            if (!done.await(DISCONNECT_SECONDS, TimeUnit.SECONDS)) {
                exchange.log(LogLevel.ALERT, "a disconnected client is still being served");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isCompleted() {
        return completed || clientGone && container().endsRequestsOfGoneClients();
    }

    /** Completes the request: the container sends the rest of its buffer. */
    private void complete() {
        unlessCompleted(async::complete);
    }

    /** Ends a request without a response: closes the connection, or sends only a status. */
    private void completeEmpty() {
        unlessCompleted(() -> {
            if (!container().drop(request)) {
                int status = exchange.status();
                response.setStatus(status == 0 ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : status);
                response.setHeader("Connection", "close");
            }
        });
        complete();
    }

    /**
     * Aborts the response so that the client notices that it is incomplete. Only an exception within the servlet makes
     * the container do that.
     */
    private void breakOff() {
        // https://github.com/jakartaee/servlet/issues/98: open; the API has no way to abort a response.
        // When it has one, this, Container.abortException() and Container.drop() can go.
        unlessCompleted(() -> {
            request.setAttribute(GangwayServlet.CUT, Boolean.TRUE);
            async.dispatch();
        });
    }

    private void unlessCompleted(Runnable task) {
        try {
            if (!isCompleted()) {
                task.run();
            }
        } catch (IllegalStateException e) {
            // The container has completed the request already: the client has disconnected.
            completed = true;
        }
    }

    // ---- AsyncListener, called on the container's threads

    @Override
    public void onComplete(AsyncEvent event) {
        completed = true;
    }

    @Override
    public void onError(AsyncEvent event) {
        disconnected(() -> {
            if (!isEnded()) {
                sink.release();
                exchange.clientGone();
            }
        });
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // Never called: the container's time-out is off.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
