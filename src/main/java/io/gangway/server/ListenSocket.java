package io.gangway.server;

import io.gangway.net.Listen;
import io.gangway.net.PortUnavailableException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import org.eclipse.jetty.util.IO;

/**
 * A bound listening socket. It may serve several listen addresses: a wildcard also covers the specific addresses of its
 * port.
 */
final class ListenSocket {
    private final SocketAddress address;
    private final boolean moved;
    private final ServerSocketChannel channel;

    private ListenSocket(SocketAddress address, boolean moved, ServerSocketChannel channel) {
        this.address = address;
        this.moved = moved;
        this.channel = channel;
    }

    /**
     * Binds a socket.
     *
     * @param address the address of the configuration
     * @param bound the address to bind for it
     * @throws PortUnavailableException with nginx's message
     */
    static ListenSocket bind(SocketAddress address, SocketAddress bound, Listen listen) {
        return bind(address, bound, listen, false);
    }

    /** Binds a port of other sockets that are {@link #shared}. */
    static ListenSocket bindBeside(SocketAddress address, Listen listen) {
        ListenSocket socket = bind(address, address, listen, true);
        socket.shared(false);
        return socket;
    }

    private static ListenSocket bind(SocketAddress address, SocketAddress bound, Listen listen, boolean shared) {
        ServerSocketChannel channel = null;
        try {
            channel = open(address);
            channel.configureBlocking(false);
            if (address instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                if (shared) {
                    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                }
            }
            channel.bind(bound, listen.backlog());
            return new ListenSocket(address, !bound.equals(address), channel);
        } catch (IOException e) {
            IO.close(channel);
            String reason = reason(e);
            throw new PortUnavailableException(
                    "bind() to " + listen.text() + " failed (" + reason + ")", hint(reason, address), e);
        } catch (UnsupportedOperationException e) {
            IO.close(channel);
            throw new PortUnavailableException(
                    "socket() " + listen.text() + " failed (97: Address family not supported by protocol)",
                    address instanceof InetSocketAddress ? "this machine has no IPv6" : null,
                    e);
        }
    }

    /**
     * Sets whether other sockets of the same user may bind the port. On only while one socket replaces another:
     * otherwise a second server on the port would go unnoticed. Once another socket was bound, Linux lets in those of the
     * same user that ask for SO_REUSEPORT until all are closed, whatever is set here; others are refused.
     */
    void shared(boolean on) {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, on);
            }
        } catch (IOException e) {
            // A socket closed meanwhile shares nothing; if sharing is not possible, the bind fails, which is reported.
            return;
        }
    }

    private static String hint(String reason, SocketAddress address) {
        if (reason.startsWith("98:")) {
            return address instanceof InetSocketAddress inet
                    ? "another process listens on port " + inet.getPort()
                    : "another process listens there";
        }
        if (reason.startsWith("13:")) {
            return address instanceof InetSocketAddress
                    ? "ports below 1024 are for root and for programs with the capability CAP_NET_BIND_SERVICE"
                    : null;
        }
        return reason.startsWith("99:") ? "no network interface of this machine has that address" : null;
    }

    private static ServerSocketChannel open(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress unix) {
            removeStale(unix);
            return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        }
        boolean v6 = ((InetSocketAddress) address).getAddress() instanceof Inet6Address;
        return ServerSocketChannel.open(v6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    }

    /**
     * Deletes a socket file left by a killed process. Only a refused connection proves that no process listens; a
     * failure for lack of descriptors proves nothing.
     */
    private static void removeStale(UnixDomainSocketAddress unix) throws IOException {
        if (!Files.exists(unix.getPath())) {
            return;
        }
        try {
            SocketChannel.open(unix).close();
        } catch (ConnectException e) {
            Files.deleteIfExists(unix.getPath());
        }
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Address already in use")) {
            return "98: Address already in use";
        }
        if (message.contains("Permission denied")) {
            return "13: Permission denied";
        }
        if (message.contains("Cannot assign requested address")) {
            return "99: Cannot assign requested address";
        }
        return message;
    }

    /** The address of the configuration that it serves. */
    SocketAddress address() {
        return address;
    }

    /** Whether it is bound to another address than the configured one. */
    boolean isMoved() {
        return moved;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** The port chosen by the system for port 0; else the configured one; -1 for a unix socket. */
    int port() {
        try {
            return channel.getLocalAddress() instanceof InetSocketAddress inet ? inet.getPort() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    void close() {
        IO.close(channel);
        if (address instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                // The directory may be deleted; the socket is closed in any case.
                return;
            }
        }
    }
}
