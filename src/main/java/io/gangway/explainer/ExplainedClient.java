package io.gangway.explainer;

import io.gangway.exchange.Attachments;
import io.gangway.exchange.Client;
import io.gangway.net.Listen;
import io.gangway.net.TlsHello;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;

/**
 * The client of an explained request: an address without a connection.
 *
 * @param isSecure whether the connection would use TLS; there is no TLS engine
 * @param tlsHello null for plain TCP
 * @param attachments of this connection
 */
record ExplainedClient(
        SocketAddress remoteAddress,
        SocketAddress localAddress,
        Listen listen,
        boolean isSecure,
        TlsHello tlsHello,
        Attachments attachments)
        implements Client {
    @Override
    public SSLEngine tls() {
        return null;
    }

    @Override
    public long serial() {
        return 1;
    }

    @Override
    public int requests() {
        return 1;
    }

    @Override
    public long ageMillis() {
        return 0;
    }
}
