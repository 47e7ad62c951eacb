package io.gangway.cluster;

import io.gangway.testing.FreePorts;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A port that passes connections on to another one, until it is cut. */
final class TcpRelay implements AutoCloseable {
    private final int port = FreePorts.next();
    private final int target;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private volatile ServerSocket listening;

    TcpRelay(int target) throws IOException {
        this.target = target;
        restore();
    }

    int port() {
        return port;
    }

    /** Breaks all connections, and takes no more. */
    void cut() throws IOException {
        cut = true;
        listening.close();
        for (Closeable each : open) {
            each.close();
        }
        open.clear();
    }

    void restore() throws IOException {
        cut = false;
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        listening = socket;
        daemon(() -> accept(socket));
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket in = socket.accept();
                Socket out = new Socket();
                open.add(in);
                open.add(out);
                daemon(() -> pass(in, out, true));
            }
        } catch (IOException e) {
            // It was cut.
        }
    }

    private void pass(Socket from, Socket to, boolean first) {
        try (from;
                to) {
            if (first) {
                to.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                daemon(() -> pass(to, from, false));
            }
            if (!cut) {
                from.getInputStream().transferTo(to.getOutputStream());
            }
        } catch (IOException e) {
            // One side has gone, and with it the other.
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
