package io.gangway.exchange;

import io.gangway.content.NoBody;
import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;

/**
 * A stream without a request: during a handshake it provides values for variables that name a certificate. Never sends
 * a response.
 */
public final class HandshakeStream implements HttpStream, ResponseProgress {
    private final Client client;
    private final EventLoop loop;

    private HandshakeStream(Client client, EventLoop loop) {
        this.client = client;
        this.loop = loop;
    }

    /** An exchange to render templates for; it is never started. */
    public static Exchange exchange(
            Generation generation, VirtualHosts hosts, Server server, Client client, EventLoop loop) {
        Exchange exchange = new Exchange(generation, hosts, RequestHead.NONE, new HandshakeStream(client, loop));
        exchange.server(server);
        return exchange;
    }

    @Override
    public Client client() {
        return client;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public RequestBody body() {
        return new NoBody();
    }

    @Override
    public Sink sink(Exchange exchange, Producer producer) {
        throw new UnsupportedOperationException("a handshake has no response");
    }

    @Override
    public void upgrade(Exchange exchange, Response head101, Tunnel tunnel) {
        throw new UnsupportedOperationException("a handshake has no response");
    }

    @Override
    public void closeAfter() {
        // The connection is not owned.
    }

    @Override
    public void ended(Exchange exchange) {
        // It never begins.
    }

    @Override
    public ResponseProgress progress() {
        return this;
    }

    @Override
    public void abort() {
        // The connection is not owned.
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
