package io.gangway.server;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import io.gangway.net.Wildcard;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.IO;

/**
 * Accepts the connections of one listening socket on one loop and distributes them to all loops. It pauses when the
 * process has no file descriptors left. A failing connection never affects the socket.
 */
final class Acceptor implements ManagedSelector.Selectable, Closeable {
    /** Closing a file frees a descriptor too, without any notification: so accepting is retried after this time. */
    private static final long PAUSE_MILLIS = 50;

    /** Maximum number of connections accepted in one loop iteration; then other sockets are served. */
    private static final int MAX_AT_ONCE = 16;

    /** Maximum number of connections accepted before the socket is closed; no backlog is longer by default. */
    private static final int MAX_AT_CLOSE = 4096;

    private static final long CLOSE_MILLIS = 2_000;

    private final Engine engine;
    private final ListenSocket socket;
    private final SelectorEventLoop loop;
    private final Timer pause;
    private final CountDownLatch closed = new CountDownLatch(1);

    // Confined to the loop.
    private SelectionKey key;
    private boolean exhausted;
    private boolean paused;

    /** Whether it is registered to be called when a connection is closed. */
    private boolean registered;

    Acceptor(Engine engine, ListenSocket socket, SelectorEventLoop loop) {
        this.engine = engine;
        this.socket = socket;
        this.loop = loop;
        pause = loop.timer(this::resume);
        loop.submit(selector -> {
            try {
                key = socket.channel().register(selector, SelectionKey.OP_ACCEPT, this);
            } catch (ClosedChannelException e) {
                // Closed before it was registered.
                closed.countDown();
            }
        });
    }

    ListenSocket socket() {
        return socket;
    }

    private void interest() {
        paused = false;
        pause.cancel();
        try {
            key.interestOps(SelectionKey.OP_ACCEPT);
        } catch (CancelledKeyException e) {
            // Closed during the pause.
            return;
        }
    }

    @Override
    public Runnable onSelected() {
        accept(MAX_AT_ONCE);
        return null;
    }

    private void accept(int max) {
        int left = max;
        while (left > 0 && acceptOne()) {
            left--;
        }
    }

    /** A connection was closed; its descriptor is free once its loop has selected again. */
    private void connectionClosed() {
        registered = false;
        loop.execute(this::resume);
    }

    private void resume() {
        if (paused && key != null) {
            interest();
        }
    }

    /** Accepts one connection; false when there is none now. */
    private boolean acceptOne() {
        SelectorEventLoop chosen = engine.loops().nextAvailable();
        if (chosen == null && loop.connections().waits()) {
            pause(loop.connections().refusal());
            return false;
        }
        SocketChannel channel;
        try {
            channel = socket.channel().accept();
        } catch (ClosedChannelException e) {
            return false;
        } catch (IOException e) {
            String why = "accept4() failed (" + reason(e) + ")";
            loop.connections().closeIdlest(() -> why);
            pause(why);
            return false;
        }
        if (channel == null) {
            // The backlog is empty: the shortage is over.
            exhausted = false;
            return false;
        }
        if (chosen == null) {
            loop.connections().refused(loop.connections().refusal());
            IO.close(channel);
            return true;
        }
        try {
            accepted(channel, chosen);
        } catch (IOException | RuntimeException | Error e) {
            failed(channel, e);
        }
        return true;
    }

    private static String reason(IOException why) {
        String reason = String.valueOf(why.getMessage());
        return reason.contains("Too many open files") ? "24: Too many open files" : reason;
    }

    /** Pauses accepting, and logs it once until the backlog has been empty. */
    private void pause(String why) {
        if (!exhausted) {
            engine.log(LogLevel.CRIT, why + ", new connections wait until others are closed");
        }
        exhausted = true;
        paused = true;
        // https://github.com/jetty/jetty.project/issues/354: an acceptor that does not pause spins. The socket stays
        // readable as long as connections wait: so the pause remains necessary.
        key.interestOps(0);
        pause.arm(PAUSE_MILLIS);
        if (!registered) {
            registered = true;
            engine.loops().whenAvailable(() -> loop.execute(this::connectionClosed));
        }
    }

    private void accepted(SocketChannel channel, SelectorEventLoop chosen) throws IOException {
        channel.configureBlocking(false);
        VirtualHosts hosts = hosts(channel.getLocalAddress());
        if (hosts == null) {
            channel.close();
            return;
        }
        if (socket.address() instanceof InetSocketAddress) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        chosen.connections().acquire();
        if (chosen == loop) {
            adopt(loop, channel, hosts);
        } else {
            chosen.submit(selector -> adopt(chosen, channel, hosts));
        }
    }

    /**
     * The servers of a local address: those of the specific address, else of the wildcard; null when IPv4 is excluded.
     */
    private VirtualHosts hosts(SocketAddress local) {
        Map<SocketAddress, VirtualHosts> listens = engine.running().generation().listens();
        if (socket.isMoved() || !(local instanceof InetSocketAddress inet)) {
            return listens.get(socket.address());
        }
        int port = ((InetSocketAddress) socket.address()).getPort();
        VirtualHosts specific = listens.get(new InetSocketAddress(inet.getAddress(), port));
        if (specific != null) {
            return specific;
        }
        VirtualHosts v4Hosts = listens.get(new InetSocketAddress(Wildcard.V4, port));
        VirtualHosts v6Hosts = listens.get(new InetSocketAddress(Wildcard.V6, port));
        if (!(inet.getAddress() instanceof Inet4Address)) {
            return v6Hosts;
        }
        if (v4Hosts != null) {
            return v4Hosts;
        }
        return v6Hosts != null && !v6Hosts.listen().ipv6only() ? v6Hosts : null;
    }

    /**
     * Hands a connection to its loop. A failure ends only this connection; after an exception from here Jetty would close
     * the port.
     */
    private void adopt(SelectorEventLoop to, SocketChannel channel, VirtualHosts hosts) {
        if (!to.connections().admit()) {
            to.connections().refused(to.connections().refusal());
            IO.close(channel);
            return;
        }
        try {
            to.adopt(channel, null, endPoint -> engine.connections().accepted(endPoint, hosts, engine.nextSerial()));
        } catch (IOException | RuntimeException | Error e) {
            failed(channel, e);
        }
    }

    /** Closes a connection that failed. An IOException means that the client has left already; it is not logged. */
    private void failed(SocketChannel channel, Throwable why) {
        IO.close(channel);
        if (!(why instanceof IOException)) {
            engine.log(LogLevel.ALERT, "a new connection failed: " + why);
        }
    }

    @Override
    public void updateKey() {}

    @Override
    public void replaceKey(SelectionKey key) {
        this.key = key;
    }

    /** Accepts what is in the backlog, then closes the socket; accepted connections stay open. */
    void retire() {
        loop.submit(selector -> {
            accept(MAX_AT_CLOSE);
            cancel();
            socket.close();
            loop.afterSelect(closed::countDown);
        });
    }

    /** Stops accepting; accepted connections stay open. */
    @Override
    public void close() {
        socket.close();
        loop.submit(selector -> {
            cancel();
            loop.afterSelect(closed::countDown);
        });
    }

    private void cancel() {
        pause.cancel();
        if (key != null) {
            key.cancel();
        }
    }

    /** Waits, for a limited time, until the port is free. Not on a loop. */
    void awaitClosed() {
        try {
            if (!closed.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                engine.log(LogLevel.ALERT, "closing " + socket.address() + " takes long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
