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
 * The upstream legs that lead to listening sockets of this server itself. What comes by one of them is known by the address that
 * both of its ends see, so that requests that go round in circles are noticed; nothing is added to them. Safe for all threads.
 */
public final class SelfConnections {
    private static final String PREFIX =
            "gangway-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + "-";

    /** Both ends of one leg. */
    public final class ConnectionEntry {
        private final SocketAddress from;

        /** How many legs the request that it carries has come by, this one included. */
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

        /** The leg is closed. */
        void close() {
            open.remove(from, this);
        }
    }

    private final Map<SocketAddress, ConnectionEntry> open = new ConcurrentHashMap<>();
    private final AtomicLong names = new AtomicLong();

    /** Ports and paths that this server listens on. */
    private volatile Set<Object> listening = Set.of();

    /** Where the server listens from now on. */
    public void listening(Set<Object> portsAndPaths) {
        listening = Set.copyOf(portsAndPaths);
    }

    private boolean isOwn(SocketAddress target) {
        Object place = target instanceof InetSocketAddress inet
                ? (Object) inet.getPort()
                : ((UnixDomainSocketAddress) target).getPath();
        return listening.contains(place);
    }

    /** A unix socket has no address of its own: one that leads here gets a name, whose file is there for a moment only. */
    void name(SocketAddress target, SocketChannel unix) {
        if (!isOwn(target)) {
            return;
        }
        Path name = Path.of(System.getProperty("java.io.tmpdir"), PREFIX + names.incrementAndGet());
        try {
            unix.bind(UnixDomainSocketAddress.of(name));
            // The other end sees the name all the same.
            Files.deleteIfExists(name);
        } catch (IOException | RuntimeException e) {
            // Then a circle is not noticed before connections run out.
            return;
        }
    }

    /** A leg has been opened, or is about to be; null when it leads elsewhere, or can't be told from others. */
    ConnectionEntry opened(SocketAddress target, SocketChannel channel) throws IOException {
        if (!isOwn(target)) {
            return null;
        }
        SocketAddress from = channel.getLocalAddress();
        if (from instanceof UnixDomainSocketAddress unix
                && unix.getPath().toString().isEmpty()) {
            // It could not be named: all clients that have no name would be taken for it.
            return null;
        }
        ConnectionEntry hop = new ConnectionEntry(from);
        open.put(from, hop);
        return hop;
    }

    /** The leg of ours by which somebody comes; null when it is none. */
    public ConnectionEntry from(SocketAddress client) {
        return client == null || open.isEmpty() ? null : open.get(client);
    }
}
