package io.gangway.junit;

import io.gangway.Event;
import io.gangway.Gangway;
import io.gangway.Listener;
import io.gangway.exchange.GenerationStats;
import io.gangway.testing.RawConnection;
import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.TrustAll;
import io.gangway.testing.WebSocketPeer;
import io.gangway.testing.WireEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The configuration under test, as it runs. Ports are those that the file says. */
public final class Proxy {
    private static final long PATIENCE_SECONDS = 10;
    private static final long POLL_NANOS = 500_000;

    private final BlockingQueue<EndedTunnel> ended = new LinkedBlockingQueue<>();

    /** All that the test has opened. */
    private final List<WireEnd> clients = new CopyOnWriteArrayList<>();

    private final Path logs;
    private Gangway gangway;

    Proxy(Path logs) {
        this.logs = logs;
    }

    void serves(Gangway running) {
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

    /** The instance, for what is not offered here: its real ports, reload. */
    public Gangway gangway() {
        return gangway;
    }

    /** A GET on what the file says is on port 80, else on its first port. The fields are {@code Name: value} each. */
    public RawResponse get(String target, String... fields) throws IOException {
        return send(firstPort(), RawHttp.request("GET", target, fields));
    }

    /** Any request, to the byte; the answer is read and the connection closed. */
    public RawResponse send(int port, String request) throws IOException {
        try (RawConnection connection = connect(port)) {
            return connection.send(request).read(request.split(" ", 2)[0]);
        }
    }

    /** A connection to a port; with TLS where the file has TLS, and any certificate is taken. */
    public RawConnection connect(int port) throws IOException {
        int real = gangway.port(port);
        RawConnection client =
                gangway.isTls(port) ? RawHttp.connect(real, TrustAll.context(), "localhost") : RawHttp.connect(real);
        clients.add(client);
        return client;
    }

    /** A WebSocket on what the file says is on port 80, else on its first port; fails when it is refused. */
    public WebSocketPeer webSocket(String target, String... fields) throws IOException {
        return WebSocketPeer.connect(connect(firstPort()), target, fields);
    }

    /** The next tunnel that has ended; waits for it, ten seconds at most. */
    public EndedTunnel endedTunnel() throws InterruptedException {
        EndedTunnel tunnel = ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (tunnel == null) {
            throw new AssertionError("no tunnel has ended");
        }
        return tunnel;
    }

    /**
     * Waits until no request is under way, and no tunnel but of clients that the test has open; ten seconds at most. A request
     * ends a moment after its client has the answer: its line is in the log then, its connection to the backend is free, and
     * its listeners have been told.
     */
    public void awaitEnds() {
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
                || tunnels > clients.stream().filter(WireEnd::isOpen).count();
    }

    /**
     * The lines of a log so far, by the last part of its name ({@code access.log}); empty when there is none. Those of requests
     * that are under way are waited for, see {@link #awaitEnds}, and those that wait in a buffer are written.
     */
    public List<String> log(String name) throws IOException {
        awaitEnds();
        gangway.reopen();
        Path file = logs.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private int firstPort() {
        List<Integer> ports = gangway.ports();
        return ports.contains(80) ? 80 : ports.get(0);
    }
}
