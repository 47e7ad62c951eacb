package io.gangway.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that records each request and responds by a script, with one thread per connection. Text is Latin-1: one char
 * per byte.
 *
 * @param <R> a request as received
 */
public abstract class ScriptedServer<R> implements AutoCloseable {
    private final ServerSocket listener;
    private final List<R> requests = new CopyOnWriteArrayList<>();
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final Set<Wire> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();

    /** Closes the listener at its end. */
    protected ScriptedServer(ServerSocket listener) {
        this.listener = listener;
    }

    /** A listener on a free loopback port. */
    protected static ServerSocket plain() throws IOException {
        return new ServerSocket(0, 512, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    /** Begins to accept connections. */
    protected final void start() {
        daemon(this::accept);
    }

    /**
     * Serves one connection, which is closed afterwards.
     *
     * @param number of the connection, from 1
     */
    abstract void serve(Wire wire, int number) throws IOException;

    /** Records a request. */
    protected final void received(R request) {
        requests.add(request);
    }

    public final int port() {
        return listener.getLocalPort();
    }

    /** {@code 127.0.0.1:PORT}. */
    public final String address() {
        return "127.0.0.1:" + port();
    }

    /** All requests so far. */
    public final List<R> requests() {
        return List.copyOf(requests);
    }

    /** Forgets the requests so far. */
    public final void clearRequests() {
        requests.clear();
    }

    /** The only request so far. */
    public final R request() {
        if (requests.size() != 1) {
            throw new AssertionError("not one request: " + requests);
        }
        return requests.get(0);
    }

    /** The number of connections accepted so far. */
    public final int acceptedConnections() {
        return accepted.get();
    }

    /** The exceptions of scripts, except those of broken connections. */
    public final List<Exception> failures() {
        return List.copyOf(failures);
    }

    @Override
    public final void close() throws IOException {
        listener.close();
        for (Wire wire : open) {
            wire.close();
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Wire wire = new Wire(socket);
                wire.timeout(Duration.ofMinutes(1));
                open.add(wire);
                int number = accepted.incrementAndGet();
                daemon(() -> serveAndClose(wire, number));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.add(e);
                }
            }
        }
    }

    private void serveAndClose(Wire wire, int number) {
        try (wire) {
            serve(wire, number);
        } catch (SocketException | EOFException e) {
            // the proxy or the test closed the connection
            return;
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        } finally {
            open.remove(wire);
        }
    }

    private void daemon(Runnable task) {
        Thread thread = new Thread(task, getClass().getSimpleName());
        thread.setDaemon(true);
        thread.start();
    }
}
