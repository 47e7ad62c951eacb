package io.gangway.exchange;

import io.gangway.content.NoBody;
import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;

/** A door without a request: variables that a certificate is named by have values before there is one. Nothing is answered. */
public final class HandshakeStream implements HttpStream, ResponseProgress {
    private final Client client;
    private final EventLoop loop;

    private HandshakeStream(Client client, EventLoop loop) {
        this.client = client;
        this.loop = loop;
    }

    /** What a text with variables is rendered for; it never starts. */
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
        throw new UnsupportedOperationException("an answer to a handshake");
    }

    @Override
    public void upgrade(Exchange exchange, Response head101, Tunnel tunnel) {
        throw new UnsupportedOperationException("an answer to a handshake");
    }

    @Override
    public void closeAfter() {
        // The connection is not ours.
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
        // The connection is not ours.
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
