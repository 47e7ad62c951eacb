package io.gangway.junit;

import io.gangway.Event;
import io.gangway.Gangway;
import io.gangway.Listener;
import io.gangway.metrics.GenerationStats;
import io.gangway.testing.Endpoint;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The running configuration under test. Ports are those of the file; they are mapped to the real ones. */
public final class Proxy {
    private static final long PATIENCE_SECONDS = 10;
    private static final long POLL_NANOS = 500_000;

    private final BlockingQueue<EndedTunnel> ended = new LinkedBlockingQueue<>();

    /** All connections that the test has opened. */
    private final List<Endpoint> clients = new CopyOnWriteArrayList<>();

    private final Path logs;
    private Gangway gangway;

    Proxy(Path logs) {
        this.logs = logs;
    }

    void started(Gangway running) {
        gangway = running;
    }

    Listener listener() {
        return new Listener() {
            @Override
            public void tunnelEnded(Event event) {
                ended.add(EndedTunnel.of(event));
            }
        };
    }

    /** The instance itself, for everything else: its real ports, a reload. */
    public Gangway gangway() {
        return gangway;
    }

    /** Sends a GET to port 80 of the file, or to its first port. The fields are {@code Name: value} each. */
    public RawResponse get(String target, String... fields) throws IOException {
        return send(firstPort(), RawHttp.request("GET", target, fields));
    }

    /** Sends a request exactly as given, reads the response and closes the connection. */
    public RawResponse send(int port, String request) throws IOException {
        try (RawConnection connection = connect(port)) {
            return connection.send(request).read(request.split(" ", 2)[0]);
        }
    }

    /** Opens a connection to a port, with TLS where the file has TLS; any certificate is accepted. */
    public RawConnection connect(int port) throws IOException {
        int real = gangway.port(port);
        RawConnection client =
                gangway.isTls(port) ? RawHttp.connect(real, TrustAll.context(), "localhost") : RawHttp.connect(real);
        clients.add(client);
        return client;
    }

    /** Opens a WebSocket on port 80 of the file, or on its first port; fails if it is refused. */
    public WebSocketPeer webSocket(String target, String... fields) throws IOException {
        return WebSocketPeer.connect(connect(firstPort()), target, fields);
    }

    /** Waits for the next tunnel to end, ten seconds at most. */
    public EndedTunnel awaitEndedTunnel() throws InterruptedException {
        EndedTunnel tunnel = ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (tunnel == null) {
            throw new AssertionError("no tunnel has ended");
        }
        return tunnel;
    }

    /**
     * Waits until no request is running, and no tunnel except those of clients that the test keeps open; ten seconds at
     * most. A request ends a moment after its client has the response: by then its log line is written, its connection
     * to the backend is free, and its listeners have been called.
     */
    public void awaitIdle() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (isBusy() && System.nanoTime() < giveUp && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private boolean isBusy() {
        int requests = 0;
        int tunnels = 0;
        for (GenerationStats generation : gangway.generations()) {
            requests += generation.exchanges() - generation.tunnels();
            tunnels += generation.tunnels();
        }
        return requests != 0
                || tunnels > clients.stream().filter(Endpoint::isOpen).count();
    }

    /**
     * The lines of a log so far, by its file name ({@code access.log}); empty if there is no such file. Waits for
     * running requests first, see {@link #awaitIdle}, and flushes buffered lines.
     */
    public List<String> log(String name) throws IOException {
        awaitIdle();
        gangway.reopen();
        Path file = logs.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private int firstPort() {
        List<Integer> ports = gangway.ports();
        return ports.contains(80) ? 80 : ports.get(0);
    }
}
