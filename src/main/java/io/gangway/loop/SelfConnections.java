package io.gangway.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The upstream legs that lead to listening sockets of this server itself. A connection accepted from such a leg is
 * recognised by the address that both ends see, so request loops are detected without adding anything to the requests.
 * Thread-safe.
 */
public final class SelfConnections {
    private static final String PREFIX =
            "gangway-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + "-";

    /** A leg from this server to itself. */
    public final class ConnectionEntry {
        private final SocketAddress from;

        /** How many such legs in a row the current request has come through, including this one. */
        private volatile int count = 1;

        private ConnectionEntry(SocketAddress from) {
            this.from = from;
        }

        public int count() {
            return count;
        }

        void count(int hops) {
            count = hops;
        }

        /** Removes the leg once it is closed. */
        void close() {
            open.remove(from, this);
        }
    }

    private final Map<SocketAddress, ConnectionEntry> open = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();

    /** The ports and paths that this server listens on. */
    private volatile Set<Object> listening = Set.of();

    /** Sets the ports and paths that the server listens on. */
    public void listening(Set<Object> portsAndPaths) {
        listening = Set.copyOf(portsAndPaths);
    }

    private boolean isOwn(SocketAddress target) {
        Object place = target instanceof InetSocketAddress inet
                ? (Object) inet.getPort()
                : ((UnixDomainSocketAddress) target).getPath();
        return listening.contains(place);
    }

    /**
     * Binds a unix socket that leads to this server to a unique name, because it has no address otherwise. The file is
     * deleted at once.
     */
    void name(SocketAddress target, SocketChannel unix) {
        if (!isOwn(target)) {
            return;
        }
        Path name = Path.of(System.getProperty("java.io.tmpdir"), PREFIX + names.incrementAndGet());
        try {
            unix.bind(UnixDomainSocketAddress.of(name));
            // The other end still sees the name.
            Files.deleteIfExists(name);
        } catch (IOException | RuntimeException e) {
            // The loop is then noticed only when connections run out.
            return;
        }
    }

    /**
     * Adds a leg that is connected; null when it does not lead to this server, or cannot be recognised.
     */
    ConnectionEntry opened(SocketAddress target, SocketChannel channel) throws IOException {
        if (!isOwn(target)) {
            return null;
        }
        SocketAddress from = channel.getLocalAddress();
        if (from instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty()) {
            // It has no name: all clients without a name would be taken for it.
            return null;
        }
        ConnectionEntry hop = new ConnectionEntry(from);
        open.put(from, hop);
        return hop;
    }

    /** Returns the leg that an accepted connection belongs to; null when it is not from this server. */
    public ConnectionEntry from(SocketAddress client) {
        return client == null || open.isEmpty() ? null : open.get(client);
    }
}
