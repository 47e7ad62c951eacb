package io.gangway.server.connection;

import io.gangway.content.Producer;
import io.gangway.content.Sink;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.HttpStream;
import io.gangway.exchange.ResponseProgress;
import io.gangway.exchange.VirtualHosts;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;
import java.util.List;

/**
 * The client's side of one exchange that has a connection, an HTTP/2 stream or a container of its own. Confined to the
 * loop.
 *
 * @param <B> where the request body comes from
 * @param <S> where the response goes
 */
public abstract class ClientStream<B extends ClientBody, S extends ClientSink> implements HttpStream {
    protected final B body;
    protected GenerationRef ref;
    protected Exchange exchange;
    protected S sink;

    /** The connection is closed after the response. */
    protected boolean closes;

    protected ClientStream(B body) {
        this.body = body;
    }

    /** Creates the exchange and logs the notes of the request's head; the exchange still has to be started. */
    protected final void create(GenerationRef ref, VirtualHosts hosts, RequestHead head, List<String> notes) {
        this.ref = ref;
        exchange = new Exchange(ref.generation(), hosts, head, this);
        sink = createSink();
        body.exchange(exchange);
        exchange.arrived();
        for (String note : notes) {
            exchange.log(LogLevel.INFO, note);
        }
    }

    protected abstract S createSink();

    /** The server of the connection. */
    protected abstract ServerContext serverContext();

    @Override
    public final EventLoop loop() {
        return body.loop;
    }

    @Override
    public final B body() {
        return body;
    }

    @Override
    public final Sink sink(Exchange forExchange, Producer producer) {
        sink.producer(producer);
        return sink;
    }

    @Override
    public final ResponseProgress progress() {
        return sink;
    }

    @Override
    public final Runnable background(Runnable cut) {
        ServerContext server = serverContext();
        BackgroundRequest request = new BackgroundRequest(body.loop, ref.retain(), cut);
        server.opened(request);
        if (ref.isCutOff()) {
            // Its connection was just cut off, which leaves it behind.
            body.loop.execute(cut);
        }
        return () -> {
            request.ref().release();
            server.closed(request);
        };
    }

    @Override
    public final void closeAfter() {
        closes = true;
    }
}
