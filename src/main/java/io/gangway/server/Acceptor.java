package io.gangway.server;

import io.gangway.core.Timer;
import io.gangway.core.VirtualHosts;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.IO;

/**
 * Accepts the connections of one listening socket on one loop and deals them out to all. When the process has no descriptors
 * left, it pauses and goes on.
 */
final class Acceptor implements ManagedSelector.Selectable, Closeable {
    private static final long PAUSE_MILLIS = 500;
    private static final int MOST_AT_ONCE = 64;

    private final Engine engine;
    private final ListenSocket socket;
    private final SelectorLoop loop;
    private final Timer pause;
    private SelectionKey key;

    Acceptor(Engine engine, ListenSocket socket, SelectorLoop loop) {
        this.engine = engine;
        this.socket = socket;
        this.loop = loop;
        pause = loop.timer(this::interest);
        loop.submit(selector -> {
            try {
                key = socket.channel().register(selector, SelectionKey.OP_ACCEPT, this);
            } catch (IOException e) {
                engine.alert("registering " + socket.address() + " failed: " + e.getMessage());
            }
        });
    }

    ListenSocket socket() {
        return socket;
    }

    private void interest() {
        try {
            key.interestOps(SelectionKey.OP_ACCEPT);
        } catch (CancelledKeyException e) {
            // Closed while it paused.
            return;
        }
    }

    @Override
    public Runnable onSelected() {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            SocketChannel channel = null;
            try {
                channel = socket.channel().accept();
                if (channel == null) {
                    return null;
                }
                accepted(channel);
            } catch (IOException e) {
                IO.close(channel);
                if (channel == null) {
                    engine.alert("accept() failed (" + e.getMessage() + "), pausing for " + PAUSE_MILLIS + " ms");
                    key.interestOps(0);
                    pause.arm(PAUSE_MILLIS);
                    return null;
                }
            }
        }
        return null;
    }

    private void accepted(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        VirtualHosts hosts = hosts(channel.getLocalAddress());
        if (hosts == null) {
            channel.close();
            return;
        }
        if (socket.address() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        SelectorLoop chosen = engine.loops().next();
        if (chosen == loop) {
            adopt(loop, channel, hosts);
        } else {
            chosen.submit(selector -> adopt(chosen, channel, hosts));
        }
    }

    /** The servers of the local address: of the specific one, else of the wildcard; null when IPv4 is not wanted here. */
    private VirtualHosts hosts(SocketAddress local) {
        Map<SocketAddress, VirtualHosts> listens = engine.running().generation().listens();
        if (!(local instanceof InetSocketAddress inet)) {
            return listens.get(socket.address());
        }
        int port = ((InetSocketAddress) socket.address()).getPort();
        VirtualHosts specific = listens.get(new InetSocketAddress(inet.getAddress(), port));
        if (specific != null) {
            return specific;
        }
        boolean v4 = inet.getAddress() instanceof Inet4Address;
        VirtualHosts v4Hosts = listens.get(new InetSocketAddress(Wildcards.V4, port));
        VirtualHosts v6Hosts = listens.get(new InetSocketAddress(Wildcards.V6, port));
        if (!v4) {
            return v6Hosts;
        }
        if (v4Hosts != null) {
            return v4Hosts;
        }
        return v6Hosts != null && !v6Hosts.listen().ipv6only() ? v6Hosts : null;
    }

    /** Whatever goes wrong with one connection ends only that one. */
    private void adopt(SelectorLoop to, SocketChannel channel, VirtualHosts hosts) {
        try {
            Acceptance acceptance = new Acceptance(engine, hosts, engine.nextSerial());
            to.adopt(channel, null, endPoint -> connection(to, endPoint, acceptance));
        } catch (IOException e) {
            // The client is gone already.
            IO.close(channel);
        } catch (RuntimeException e) {
            engine.alert("a new connection failed: " + e);
            IO.close(channel);
        }
    }

    private Connection connection(SelectorLoop to, LoopEndPoint endPoint, Acceptance acceptance) {
        if (!acceptance.hosts().listen().ssl()) {
            return new Http1Connection(endPoint, to, acceptance, null, false);
        }
        return new TlsDoorstep(endPoint, to, acceptance);
    }

    @Override
    public void updateKey() {}

    @Override
    public void replaceKey(SelectionKey newKey) {
        key = newKey;
    }

    /** Stops accepting; connections that were accepted go on. */
    @Override
    public void close() {
        loop.submit(selector -> {
            pause.cancel();
            if (key != null) {
                key.cancel();
            }
        });
        socket.close();
    }

    /** The two addresses that mean all addresses. */
    static final class Wildcards {
        static final InetAddress V4 = address(4);
        static final InetAddress V6 = address(16);

        private Wildcards() {}

        private static InetAddress address(int bytes) {
            try {
                return InetAddress.getByAddress(new byte[bytes]);
            } catch (java.net.UnknownHostException e) {
                throw new AssertionError(e);
            }
        }
    }
}
