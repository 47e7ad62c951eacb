package io.gangway.server;

import io.gangway.core.Client;
import io.gangway.core.Listen;
import io.gangway.core.ProxyHeader;
import io.gangway.core.TlsHello;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.EndPoint;

/** A client whose handshake begins. */
record HandshakeClient(EndPoint endPoint, Acceptance acceptance) implements Client {
    @Override
    public SocketAddress remoteAddress() {
        return endPoint.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return endPoint.getLocalSocketAddress();
    }

    @Override
    public Listen listen() {
        return acceptance.hosts().listen();
    }

    @Override
    public ProxyHeader proxyHeader() {
        return acceptance.proxyHeader();
    }

    @Override
    public SSLEngine tls() {
        return null;
    }

    @Override
    public TlsHello tlsHello() {
        return acceptance.tlsHello();
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public long serial() {
        return acceptance.serial();
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
