package io.gangway.upstream.health;

import io.gangway.content.NoBody;
import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.exchange.Client;
import io.gangway.exchange.Exchange;
import io.gangway.exchange.HttpStream;
import io.gangway.exchange.ResponseProgress;
import io.gangway.exchange.Tunnel;
import io.gangway.loop.EventLoop;

/** The stream of a check's exchange, which is never run: it has no body, and takes no response. */
record CheckStream(Client client, EventLoop loop) implements HttpStream, ResponseProgress {
    @Override
    public RequestBody body() {
        return new NoBody();
    }

    @Override
    public Sink sink(Exchange exchange, Producer producer) {
        throw new IllegalStateException("the exchange of a check has no response");
    }

    @Override
    public void upgrade(Exchange exchange, Response head101, Tunnel tunnel) {
        throw new IllegalStateException("the exchange of a check is no tunnel");
    }

    @Override
    public void closeAfter() {
        // There is no connection.
    }

    @Override
    public void ended(Exchange exchange) {
        // There is no next request.
    }

    @Override
    public void abort() {
        // There is no connection.
    }

    @Override
    public ResponseProgress progress() {
        return this;
    }

    @Override
    public long bytesSent() {
        return 0;
    }

    @Override
    public long bodyBytesSent() {
        return 0;
    }

    @Override
    public boolean isUncommitted() {
        return true;
    }
}
