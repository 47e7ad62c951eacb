package io.gangway.servlet;

import io.gangway.exchange.Client;
import io.gangway.net.Listen;
import io.gangway.server.Engine;
import jakarta.servlet.ServletRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLEngine;

/**
 * The client of one servlet request. The container's connections are unknown: each request counts as the first of its
 * connection.
 */
final class ServletClient implements Client {
    private final SocketAddress remote;
    private final SocketAddress local;
    private final boolean secure;
    private final Listen listen;
    private final long serial;
    private final long startedNanos;

    ServletClient(ServletRequest request, Listen listen, Engine engine, long startedNanos) {
        remote = address(request.getRemoteAddr(), request.getRemotePort());
        local = address(request.getLocalAddr(), request.getLocalPort());
        secure = request.isSecure();
        this.listen = listen;
        serial = engine.nextSerial();
        this.startedNanos = startedNanos;
    }

    /** Parses an address without a name lookup; any other text counts as a unix socket. */
    private static SocketAddress address(String text, int port) {
        boolean literal = text != null
                && !text.isEmpty()
                && (text.indexOf(':') >= 0 || text.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9'));
        if (literal) {
            try {
                return new InetSocketAddress(InetAddress.getByName(text), Math.max(port, 0));
            } catch (UnknownHostException e) {
                return UnixDomainSocketAddress.of("");
            }
        }
        return UnixDomainSocketAddress.of("");
    }

    @Override
    public SocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public SocketAddress localAddress() {
        return local;
    }

    @Override
    public Listen listen() {
        return listen;
    }

    @Override
    public SSLEngine tls() {
        return null;
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    @Override
    public long serial() {
        return serial;
    }

    @Override
    public int requests() {
        return 1;
    }

    @Override
    public long ageMillis() {
        return (System.nanoTime() - startedNanos) / 1_000_000L;
    }
}
