package io.gangway.servlet;

import io.gangway.net.Listen;
import io.gangway.server.Engine;
import io.gangway.server.HostedClient;
import jakarta.servlet.ServletRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;

/** The client of one servlet request. */
final class ServletClient extends HostedClient {
    private final SocketAddress remote;
    private final SocketAddress local;
    private final boolean secure;

    ServletClient(ServletRequest request, Listen listen, Engine engine) {
        super(listen, engine);
        remote = address(request.getRemoteAddr(), request.getRemotePort());
        local = address(request.getLocalAddr(), request.getLocalPort());
        secure = request.isSecure();
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
    public boolean isSecure() {
        return secure;
    }
}
