package io.gangway.exchange;

import io.gangway.loop.ConnectionCounts;
import io.gangway.net.Listen;
import io.gangway.net.ProxyHeader;
import io.gangway.net.TlsHello;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;

/** The connection that a request came by. */
public interface Client {
    /** As the socket says; {@code realip} may override it in {@link Exchange#remoteAddress()}. */
    SocketAddress remoteAddress();

    SocketAddress localAddress();

    /** The configured {@code listen} by which it came. */
    Listen listen();

    /** What a proxy in front says of it, or null without {@code listen … proxy_protocol}. */
    default ProxyHeader proxyHeader() {
        return null;
    }

    /** The server's engine; null for plain TCP, and where a container has it. */
    SSLEngine tls();

    /** What it said first by TLS; null for plain TCP, and where a container has it. */
    default TlsHello tlsHello() {
        return null;
    }

    /** Whether the client came by TLS ({@code $scheme}). */
    default boolean isSecure() {
        return tls() != null;
    }

    /** What rooms keep for the connection, as long as it is there; null where a container has it. */
    default Attachments attachments() {
        return null;
    }

    /** {@code $connection}: a serial number, unique in the process. */
    long serial();

    /** {@code $connection_requests}: how many requests came by it, this one included. */
    int requests();

    /** {@code $pipe}: whether the request had come before the answer to the one before it was given. */
    default boolean pipelined() {
        return false;
    }

    /** {@code $connection_time}: milliseconds since it was accepted. */
    long ageMillis();

    /** How many times in a row the request was passed on by this server itself before it came; 0 mostly. */
    default int hops() {
        return 0;
    }

    /** How many connections there are, this one included. */
    default ConnectionCounts counts() {
        return ConnectionCounts.NONE;
    }
}
