package io.gangway.exchange;

import io.gangway.metrics.ConnectionCounts;
import io.gangway.net.Listen;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;

/** The client connection of a request. */
public interface Client {
    /** The address of the socket; {@code realip} may override it in {@link Exchange#remoteAddress()}. */
    SocketAddress remoteAddress();

    SocketAddress localAddress();

    /** The {@code listen} that accepted the connection. */
    Listen listen();

    /** The PROXY header sent before the request; null without {@code listen … proxy_protocol}. */
    default ProxyHeader proxyHeader() {
        return null;
    }

    /** The server's TLS engine; null for plain TCP, and in a servlet container. */
    SSLEngine tls();

    /** The ClientHello; null for plain TCP, and in a servlet container. */
    default TlsHello tlsHello() {
        return null;
    }

    /** Whether the connection uses TLS ({@code $scheme}). */
    default boolean isSecure() {
        return tls() != null;
    }

    /** Values that modules attach to the connection; null in a servlet container. */
    default Attachments attachments() {
        return null;
    }

    /** {@code $connection}: a serial number, unique in the process. */
    long serial();

    /** {@code $connection_requests}: number of requests of the connection, this one included. */
    int requests();

    /** {@code $pipe}: whether the request arrived before the response to the previous one was complete. */
    default boolean pipelined() {
        return false;
    }

    /** {@code $connection_time}: milliseconds since it was accepted. */
    long ageMillis();

    /** Number of consecutive times that this server has forwarded the request to itself; usually 0. */
    default int hops() {
        return 0;
    }

    /** Current numbers of connections, this one included. */
    default ConnectionCounts counts() {
        return ConnectionCounts.NONE;
    }
}
