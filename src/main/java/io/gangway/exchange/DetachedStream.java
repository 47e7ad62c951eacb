package io.gangway.exchange;

import io.gangway.content.NoBody;
import io.gangway.content.Producer;
import io.gangway.content.RequestBody;
import io.gangway.content.Response;
import io.gangway.content.Sink;
import io.gangway.http.RequestHead;
import io.gangway.loop.EventLoop;

/**
 * The stream of an exchange that no client waits for. It has no body and no connection, and takes no response: the
 * exchange only provides values, as for the variables of a certificate's name during a handshake, or for the request of
 * a health check.
 */
public class DetachedStream implements HttpStream, ResponseProgress {
    private final Client client;
    private final EventLoop loop;

    public DetachedStream(Client client, EventLoop loop) {
        this.client = client;
        this.loop = loop;
    }

    /** An exchange to render templates for, without a request; it is never started. */
    public static Exchange exchange(
            Generation generation, VirtualHosts hosts, Server server, Client client, EventLoop loop) {
        Exchange exchange = new Exchange(generation, hosts, RequestHead.NONE, new DetachedStream(client, loop));
        exchange.server(server);
        return exchange;
    }

    @Override
    public final Client client() {
        return client;
    }

    @Override
    public final EventLoop loop() {
        return loop;
    }

    @Override
    public final RequestBody body() {
        return new NoBody();
    }

    @Override
    public Sink sink(Exchange exchange, Producer producer) {
        throw new UnsupportedOperationException("nobody takes a response");
    }

    @Override
    public void upgrade(Exchange exchange, Response head101, Tunnel tunnel) {
        throw new UnsupportedOperationException("nobody takes a response");
    }

    @Override
    public final void closeAfter() {
        // There is no connection.
    }

    @Override
    public final void abort() {
        // There is no connection.
    }

    @Override
    public final void ended(Exchange exchange) {
        // There is no next request.
    }

    @Override
    public final ResponseProgress progress() {
        return this;
    }

    @Override
    public final long bytesSent() {
        return 0;
    }

    @Override
    public final long bodyBytesSent() {
        return 0;
    }

    @Override
    public boolean isUncommitted() {
        return true;
    }
}
