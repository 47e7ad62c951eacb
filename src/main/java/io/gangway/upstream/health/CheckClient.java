package io.gangway.upstream.health;

import io.gangway.exchange.Client;
import io.gangway.net.Listen;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;

/** The client of a check's exchange: there is none, so its variables have the values of a local one. */
record CheckClient(Listen listen) implements Client {
    private static final SocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Override
    public SocketAddress remoteAddress() {
        return NOBODY;
    }

    @Override
    public SocketAddress localAddress() {
        return NOBODY;
    }

    @Override
    public SSLEngine tls() {
        return null;
    }

    @Override
    public long serial() {
        return 0;
    }

    @Override
    public int requests() {
        return 0;
    }

    @Override
    public long ageMillis() {
        return 0;
    }
}
