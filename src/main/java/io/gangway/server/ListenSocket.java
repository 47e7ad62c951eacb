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

/** One bound socket. It may serve several listen addresses: a wildcard takes the specific ones of its port along. */
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
     * Binds, or says in nginx's words why not.
     *
     * @param bound what to bind for the address of the configuration
     */
    static ListenSocket bind(SocketAddress address, SocketAddress bound, Listen listen) {
        return bind(address, bound, listen, false);
    }

    /** Binds beside sockets of the same port that were made {@link #shared}. */
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
        }
    }

    /**
     * Whether other sockets of this process's user may bind the same port. On only for the moment in which one socket takes
     * over from another: else a second server on the port would go unnoticed.
     */
    void shared(boolean on) {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, on);
            }
        } catch (IOException e) {
            // A socket that was closed meanwhile shares nothing; one that can't share makes the bind fail, which is
            // reported.
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
     * A socket file that nobody listens on is left from a process that was killed. Only one that refuses is: whoever could not
     * ask, for want of a descriptor, knows nothing.
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

    /** Whether it is bound elsewhere than the configuration says. */
    boolean isMoved() {
        return moved;
    }

    ServerSocketChannel channel() {
        return channel;
    }

    /** The port that the system gave, for port 0; else the configured one; -1 for a unix socket. */
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
                // The folder may be gone; the socket is closed in any case.
                return;
            }
        }
    }
}
