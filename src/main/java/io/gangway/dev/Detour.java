package io.gangway.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * A bad network to one backend: a local port that forwards connections to the backend with a delay and resets them
 * after a while. It does not parse the bytes, so it works for TLS too. For development only: it uses threads, not event
 * loops.
 */
final class Detour implements AutoCloseable {
    private static final int BUFFER_SIZE = 16_384;
    private static final int MAX_WAITING = 256;
    private static final byte[] END = {};

    private record Piece(long dueNanos, byte[] bytes) {}

    private final String host;
    private final int port;
    private final long delayNanos;
    private final long cutAfterMillis;
    private final ExecutorService threads;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    /** The time of the last cut, of {@link System#nanoTime}; 0 for never. */
    private volatile long cutNanos;

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param threads an unbounded pool: each connection needs four more threads */
    Detour(String host, int port, long delayMillis, long cutAfterMillis, ExecutorService threads) throws IOException {
        this.host = host;
        this.port = port;
        delayNanos = delayMillis * 1_000_000;
        this.cutAfterMillis = cutAfterMillis;
        this.threads = threads;
        threads.execute(this::accept);
    }

    /** The address that replaces the backend's. */
    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Whether a connection was cut in the last {@code time}. */
    boolean hasCutWithin(Duration time) {
        return cutNanos != 0 && System.nanoTime() - cutNanos <= time.toNanos();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                // The listener is closed, or the connection is already gone.
                continue;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket backend = new Socket(host, port)) {
            open.add(backend);
            client.setTcpNoDelay(true);
            backend.setTcpNoDelay(true);
            Thread toBackend = relay(client, backend);
            Thread toClient = relay(backend, client);
            toBackend.join(cutAfterMillis);
            if (cutAfterMillis > 0 && toBackend.isAlive()) {
                cutNanos = System.nanoTime();
                reset(client);
                reset(backend);
            }
            toClient.join();
            open.remove(backend);
        } catch (IOException e) {
            // The backend is not reachable: the client sees the end of the connection.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Sends RST, like a broken network. */
    private static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private Thread relay(Socket from, Socket to) {
        BlockingQueue<Piece> queue = new ArrayBlockingQueue<>(MAX_WAITING);
        Thread reader = daemon(() -> read(from, queue));
        Thread writer = daemon(() -> write(queue, to));
        reader.start();
        writer.start();
        return writer;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "gangway-detour");
        thread.setDaemon(true);
        return thread;
    }

    private void read(Socket from, BlockingQueue<Piece> queue) {
        byte[] buffer = new byte[BUFFER_SIZE];
        try {
            try {
                for (int n = from.getInputStream().read(buffer);
                        n >= 0;
                        n = from.getInputStream().read(buffer)) {
                    byte[] bytes = new byte[n];
                    System.arraycopy(buffer, 0, bytes, 0, n);
                    queue.put(new Piece(System.nanoTime() + delayNanos, bytes));
                }
            } finally {
                queue.put(new Piece(System.nanoTime() + delayNanos, END));
            }
        } catch (IOException e) {
            // A reset ends this direction like an end of stream.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(BlockingQueue<Piece> queue, Socket to) {
        try {
            for (Piece piece = queue.take(); piece.bytes() != END; piece = queue.take()) {
                long wait = piece.dueNanos() - System.nanoTime();
                if (wait > 0) {
                    Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
                }
                to.getOutputStream().write(piece.bytes());
            }
            to.shutdownOutput();
        } catch (IOException e) {
            // The target is gone; the other direction reports it.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
