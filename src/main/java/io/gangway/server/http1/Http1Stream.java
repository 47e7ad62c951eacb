package io.gangway.server.http1;

import io.gangway.content.Response;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Client;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Lingering;
import io.gangway.exchange.LocationSettings;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.BadMessageException;
import io.gangway.http.Fields;
import io.gangway.http.ProtocolVersion;
import io.gangway.http.RequestHead;
import io.gangway.server.connection.ClientStream;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.ServerContext;
import java.util.List;

/** One exchange on an HTTP/1.1 connection. Confined to the loop. */
final class Http1Stream extends ClientStream<Http1Body, Http1Sink> {
    /** The results of discarding the rest of a body. */
    enum Discarded {
        ALL,
        MORE,
        BROKEN
    }

    private final Http1Connection connection;
    private final RequestHead head;
    private final List<String> notes;
    private boolean bad;

    Http1Stream(Http1Connection connection, RequestHead head, List<String> notes) {
        super(new Http1Body(connection, head));
        this.connection = connection;
        this.head = head;
        this.notes = notes;
    }

    void begin(GenerationRef ref, VirtualHosts hosts, BadMessageException fault, boolean clientGone) {
        bad = fault != null;
        create(ref, hosts, head, notes);
        if (bad) {
            closes = true;
            body.cancel();
            exchange.log(LogLevel.INFO, fault.getMessage());
            if (clientGone) {
                exchange.drop(fault.status());
            } else {
                exchange.end(fault.status());
            }
        } else if (connection.isPlainOnTls()) {
            closes = true;
            exchange.log(
                    LogLevel.INFO, "client sent plain HTTP request to HTTPS port while reading client request headers");
            exchange.end(497);
        } else {
            exchange.start();
        }
        if (exchange != null && !exchange.isEnded()) {
            watch();
        }
    }

    /** Watches for a client that disconnects, unless there is unread input. */
    private void watch() {
        if (connection.input().isEmpty()) {
            connection.interest();
        }
    }

    void onFillable() {
        if (body.call()) {
            return;
        }
        if (!connection.input().isEmpty()) {
            return;
        }
        int filled = connection.input().fill();
        if (filled < 0) {
            exchange.clientGone();
            if (!exchange.isEnded()) {
                closes = true;
            }
        } else if (filled == 0) {
            connection.interest();
        }
    }

    void connectionClosed() {
        sink.connectionClosed();
        body.connectionClosed();
        if (!exchange.isEnded()) {
            exchange.broken();
        }
    }

    /** Whether the head was invalid, so that what follows it is unknown. */
    boolean isBad() {
        return bad;
    }

    boolean bodyEnded() {
        return body.ended();
    }

    /** Whether the body has been read, at least in part. */
    boolean bodyRead() {
        return body.isRead();
    }

    Discarded discard() {
        return body.discardRest();
    }

    /** Whether the connection is kept open after this response, by nginx's rules. */
    @Override
    public boolean keepsAlive() {
        LocationSettings settings = exchange.location().settings();
        return !closes
                && !connection.isLeaving()
                && head.keepAlive()
                && (!connection.isClosing() || settings.keepaliveMinMillis() > 0)
                && !settings.keepalive().idle().isZero()
                && connection.client().requests() < settings.keepaliveRequests()
                && connection.client().ageMillis() <= settings.keepaliveTimeMillis()
                && !settings.disablesKeepalive(exchange);
    }

    /** How long the connection may be idle, by the location of this request. */
    long idleMillis() {
        return exchange.location().settings().keepalive().idle().toMillis();
    }

    /** How long it may be idle while the process is stopping. */
    long minIdleMillis() {
        return Math.min(idleMillis(), exchange.location().settings().keepaliveMinMillis());
    }

    /** The lingering settings of this request's location. */
    Lingering lingering() {
        return exchange.location().settings().lingering();
    }

    // ---- HttpStream

    @Override
    public Client client() {
        return connection.client();
    }

    @Override
    protected Http1Sink createSink() {
        return new Http1Sink(connection, this, exchange);
    }

    @Override
    protected ServerContext serverContext() {
        return connection.serverContext();
    }

    @Override
    public void interim(int status, Fields fields) {
        if (head.version().atLeast(ProtocolVersion.HTTP_1_1)) {
            sink.interim(status, fields);
        }
    }

    @Override
    public void upgrade(Exchange forExchange, Response head101, Tunnel tunnel) {
        body.cancel();
        sink.upgrade(head101, tunnel);
    }

    @Override
    public void ended(Exchange forExchange) {
        body.cancel();
        boolean keep = sink.isComplete() && !sink.isBroken() && sink.kept();
        ref.release();
        if (sink.isComplete() && !sink.isBroken()) {
            connection.next(keep);
        } else {
            sink.release();
            connection.close();
        }
    }

    @Override
    public void abort() {
        exchange.broken();
        closes = true;
    }
}
