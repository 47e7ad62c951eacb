package io.gangway.servlet;

import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Client;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.server.connection.ClientStream;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.ServedConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The client's side of one exchange that a container brings. Confined to its loop. */
final class ServletStream extends ClientStream<ServletBody, ServletSink> implements ServedConnection, AsyncListener {
    private static final long LET_GO_SECONDS = 10;

    private final Deployment deployment;
    private final ServletClient client;
    private final ServletHead head;
    private final AsyncContext async;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String contextPath;

    private ConnectionTakeover connectionTakeover;
    private boolean ended;

    /** Whether the container has done with the request; written by its threads. */
    private volatile boolean over;

    /** The container could not write, or has said that the client is gone. */
    private volatile boolean gone;

    ServletStream(Deployment deployment, ServletClient client, ServletHead head, AsyncContext async) {
        super(new ServletBody(
                async.getRequest(), head.head(), deployment.engine().nextLoop()));
        this.deployment = deployment;
        this.client = client;
        this.head = head;
        this.async = async;
        request = (HttpServletRequest) async.getRequest();
        response = (HttpServletResponse) async.getResponse();
        contextPath = request.getContextPath();
        async.addListener(this);
    }

    /** Called on the container's thread, which has nothing to do with the request from then on. */
    void begin(GenerationRef newUse, VirtualHosts hosts) {
        use = newUse;
        deployment.engine().opened(this);
        loop().execute(() -> start(hosts));
    }

    private void start(VirtualHosts hosts) {
        create(use, hosts, head.head(), head.notes());
        if (head.fault() != null) {
            closes = true;
            exchange.log(LogLevel.INFO, head.fault().getMessage());
            exchange.end(head.fault().status());
        } else {
            exchange.start();
        }
    }

    Container container() {
        return deployment.container();
    }

    String contextPath() {
        return contextPath;
    }

    // ---- Door

    @Override
    public Client client() {
        return client;
    }

    @Override
    protected ServletSink createSink() {
        return new ServletSink(this, exchange, response);
    }

    @Override
    public void upgrade(Exchange forExchange, Response head101, Tunnel tunnel) {
        body.cancel();
        connectionTakeover = new ConnectionTakeover(this, exchange, tunnel);
        connectionTakeover.begin(sink, head101, async);
    }

    @Override
    public boolean keepsAlive() {
        return !closes && head.head().keepAlive();
    }

    @Override
    public void abort() {
        closes = true;
        exchange.broken();
    }

    @Override
    public void ended(Exchange forExchange) {
        ended = true;
        body.cancel();
        sink.release();
        use.release();
        if (connectionTakeover != null && connectionTakeover.isHandedOver()) {
            connectionTakeover.ended();
        } else if (sink.isComplete()) {
            complete();
        } else if (sink.isUncommitted()) {
            leave();
        } else {
            breakOff();
        }
        deployment.engine().closed(this);
    }

    /** Bytes that a tunnel sent to the client. */
    long tunnelled() {
        return connectionTakeover == null ? 0 : connectionTakeover.sent();
    }

    /** The container could not write. */
    void gone() {
        gone = true;
    }

    /**
     * The client is gone, says the container, on a thread of its own. When this returns, the loop does not touch the request any more:
     * Tomcat serves another client with the same objects then.
     */
    void letGo(Runnable end) {
        gone = true;
        // https://github.com/spring-projects/spring-framework/issues/32340: the race that this wait ends.
        // It can go when containers do not use the objects of a request again while its AsyncContext is referred to.
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
            if (!done.await(LET_GO_SECONDS, TimeUnit.SECONDS)) {
                exchange.log(LogLevel.ALERT, "a disconnected client is still being served");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOver() {
        return over || gone && container().endsRequestsOfGoneClients();
    }

    /** The container sends what it still has. */
    private void complete() {
        unlessOver(async::complete);
    }

    /** There is no answer: the connection is closed, or a head without a body says why. */
    private void leave() {
        unlessOver(() -> {
            if (!container().drop(request)) {
                int status = exchange.status();
                response.setStatus(status == 0 ? HttpServletResponse.SC_SERVICE_UNAVAILABLE : status);
                response.setHeader("Connection", "close");
            }
        });
        complete();
    }

    /** The client must see that the answer is not whole: only an exception inside of the servlet ends a connection so. */
    private void breakOff() {
        // https://github.com/jakartaee/servlet/issues/98: open; the API has no way to abort a response.
        // When it has one, this, Container.cut() and Container.drop() can go.
        unlessOver(() -> {
            request.setAttribute(GangwayServlet.CUT, Boolean.TRUE);
            async.dispatch();
        });
    }

    private void unlessOver(Runnable task) {
        try {
            if (!isOver()) {
                task.run();
            }
        } catch (IllegalStateException e) {
            // The container was faster: the client is gone.
            over = true;
        }
    }

    // ---- Guest

    @Override
    public void closeIfOf(GenerationRef of) {
        if (use == of) {
            cut();
        }
    }

    @Override
    public void cut() {
        if (exchange != null && !ended) {
            exchange.broken();
        }
    }

    // ---- AsyncListener, on the container's threads

    @Override
    public void onComplete(AsyncEvent event) {
        over = true;
    }

    @Override
    public void onError(AsyncEvent event) {
        letGo(() -> {
            if (!ended) {
                sink.release();
                exchange.clientGone();
            }
        });
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // There is none: time-outs are ours.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }
}
