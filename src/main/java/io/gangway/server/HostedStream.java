package io.gangway.server;

import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Client;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.server.connection.ClientStream;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.ServedConnection;
import io.gangway.server.connection.ServerContext;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One exchange of a request whose connection another server keeps. Confined to its loop.
 *
 * @param <B> where the request body comes from
 * @param <S> where the response goes
 */
public abstract class HostedStream<B extends HostedBody, S extends HostedSink> extends ClientStream<B, S>
        implements ServedConnection {
    /** Null until the response is a 101. */
    protected PendingUpgrade upgrade;

    /** Whether the server hands over the connection or stream, so that it needs nothing more for this request. */
    protected boolean handedOver;

    private final Engine engine;
    private final Client client;
    private final HostedHead head;
    private boolean ended;

    protected HostedStream(Engine engine, Client client, HostedHead head, B body) {
        super(body);
        this.engine = engine;
        this.client = client;
        this.head = head;
    }

    /** Starts the exchange. Called on a thread of the server, which does not use the request afterwards. */
    public final void begin(GenerationRef ref, VirtualHosts hosts) {
        this.ref = ref;
        engine.opened(this);
        loop().execute(() -> start(hosts));
    }

    private void start(VirtualHosts hosts) {
        create(ref, hosts, head.head(), head.notes());
        if (head.fault() != null) {
            closes = true;
            exchange.log(LogLevel.INFO, head.fault().getMessage());
            exchange.end(head.fault().status());
        } else {
            exchange.start();
        }
    }

    /** Whether the exchange has ended: the request must not be used any more. */
    protected final boolean isEnded() {
        return ended;
    }

    /** Bytes that a tunnel has sent to the client. */
    final long tunnelled() {
        return upgrade == null ? 0 : upgrade.sent();
    }

    // ---- HttpStream

    @Override
    public final Client client() {
        return client;
    }

    @Override
    protected final ServerContext serverContext() {
        return engine;
    }

    @Override
    public final boolean keepsAlive() {
        return !closes && head.head().keepAlive();
    }

    @Override
    public final void abort() {
        closes = true;
        exchange.broken();
    }

    @Override
    public final void ended(Exchange forExchange) {
        ended = true;
        body.cancel();
        sink.release();
        ref.release();
        if (upgrade != null) {
            upgrade.ended();
        }
        if (!handedOver) {
            endRequest();
        }
        engine.closed(this);
    }

    /** Ends the request in the server; the response is complete or broken off. */
    protected abstract void endRequest();

    /** Responds with 501 to an upgrade because the server cannot hand over its connection or stream. */
    protected final void refuse(Response head101, Tunnel tunnel, String reason) {
        exchange.log(LogLevel.ERROR, reason + ": no upgrade");
        // The tunnel, which closes its upstream leg, ends with the exchange: when the response was sent.
        upgrade = new PendingUpgrade(exchange, tunnel);
        head101.status(501);
        sink.head(new Response(501).contentLength(0).headerOnly(true));
        sink.write(RetainableByteBuffer.EMPTY, Sink.Mark.LAST);
    }

    // ---- ServedConnection

    @Override
    public final void closeIfUsing(GenerationRef generation) {
        if (ref == generation) {
            cut();
        }
    }

    @Override
    public final void cut() {
        if (exchange != null && !ended) {
            exchange.broken();
        }
    }
}
