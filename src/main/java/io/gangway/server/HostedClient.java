package io.gangway.server;

import io.gangway.exchange.Client;
import io.gangway.net.Listen;
import javax.net.ssl.SSLEngine;

/**
 * The client of one request that another server has read. That server keeps the connection: each request counts as the
 * first of its connection.
 */
public abstract class HostedClient implements Client {
    private final Listen listen;
    private final long serial;
    private final long startedNanos = System.nanoTime();

    protected HostedClient(Listen listen, Engine engine) {
        this.listen = listen;
        serial = engine.nextSerial();
    }

    @Override
    public final Listen listen() {
        return listen;
    }

    @Override
    public final SSLEngine tls() {
        return null;
    }

    @Override
    public final long serial() {
        return serial;
    }

    @Override
    public final int requests() {
        return 1;
    }

    @Override
    public final long ageMillis() {
        return (System.nanoTime() - startedNanos) / 1_000_000L;
    }
}
