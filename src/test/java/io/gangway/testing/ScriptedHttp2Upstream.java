package io.gangway.testing;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A backend of HTTP/2 that does with each connection, frame by frame, what its behaviour says. Nothing is automatic: no
 * SETTINGS, no acknowledgement, no window. A backend that speaks HTTP/2 properly is {@link ScriptedUpstream#http2}.
 */
public final class ScriptedHttp2Upstream implements AutoCloseable {
    /** What the backend does on a connection, after it has read the preface. When it returns, the connection closes. */
    @FunctionalInterface
    public interface Behaviour {
        void run(Http2Peer connection) throws Exception;
    }

    private final ServerSocket listener;
    private final SSLContext tls;
    private final Behaviour behaviour;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Http2Peer, Integer> open = new ConcurrentHashMap<>();
    private final BlockingQueue<Http2Peer> next = new LinkedBlockingQueue<>();
    private final List<Exception> failures = new CopyOnWriteArrayList<>();

    private ScriptedHttp2Upstream(Behaviour behaviour, SSLContext tls) throws IOException {
        this.behaviour = behaviour;
        this.tls = tls;
        listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 512);
        daemon(this::accept);
    }

    /** Listens on a free port. */
    public static ScriptedHttp2Upstream start(Behaviour behaviour) throws IOException {
        return new ScriptedHttp2Upstream(behaviour, null);
    }

    /** The same with TLS, where {@code h2} is the only protocol. */
    public static ScriptedHttp2Upstream start(Behaviour behaviour, SSLContext tls) throws IOException {
        return new ScriptedHttp2Upstream(behaviour, tls);
    }

    /** Leaves each connection to the test, which gets it from {@link #next}. */
    public static ScriptedHttp2Upstream start() throws IOException {
        return start(ScriptedHttp2Upstream::untilClosed);
    }

    private static void untilClosed(Http2Peer connection) throws InterruptedException {
        connection.awaitClosed();
    }

    /** {@code 127.0.0.1:PORT}, as {@code proxy_pass} and {@code server} take it. */
    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The next connection in order of acceptance, whose preface has been read; waits ten seconds at most. */
    public Http2Peer next() throws InterruptedException {
        Http2Peer peer = next.poll(10, TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("no connection came to " + address());
        }
        return peer;
    }

    /** The number of connections accepted so far. */
    public int acceptedConnections() {
        return accepted.get();
    }

    /** The number of connections that are open now, as far as this end knows. */
    public int openConnections() {
        return open.size();
    }

    /** The exceptions of behaviours, except those of broken connections. */
    public List<Exception> failures() {
        return List.copyOf(failures);
    }

    /**
     * Responds to each request with 200 and this body, and to pings and settings as it must; a behaviour for requests
     * between others.
     */
    public static Behaviour body(String body) {
        return requests((connection, request) -> {
            connection.headers(request.stream(), false, ":status: 200", "content-length: " + body.length());
            connection.data(request.stream(), body, true);
        });
    }

    /** Responds to each unary call of gRPC with this message and the status 0. */
    public static Behaviour call(String message) {
        return requests((connection, request) -> {
            connection.headers(request.stream(), false, ":status: 200", "content-type: application/grpc");
            connection.data(request.stream(), message, false);
            connection.headers(request.stream(), true, "grpc-status: 0");
        });
    }

    private interface Responder {
        /** @param request the last frame of a request */
        void respond(Http2Peer connection, Http2Peer.Frame request) throws IOException;
    }

    private static Behaviour requests(Responder responder) {
        return connection -> {
            connection.settings();
            Map<Integer, Integer> requests = new TreeMap<>();
            for (Http2Peer.Frame frame = connection.next(); frame != null; frame = connection.next()) {
                acknowledge(connection, frame);
                if (frame.endsStream() && requests.merge(frame.stream(), 1, Integer::sum) == 1) {
                    responder.respond(connection, frame);
                }
            }
        };
    }

    /** Acknowledges SETTINGS and PING, for behaviours that read all frames. */
    public static void acknowledge(Http2Peer connection, Http2Peer.Frame frame) throws IOException {
        if (frame.type() == Http2Peer.SETTINGS && !frame.isAck()) {
            connection.acknowledgeSettings();
        } else if (frame.type() == Http2Peer.PING && !frame.isAck()) {
            connection.frame(Http2Peer.PING, Http2Peer.ACK, 0, frame.payload());
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    failures.add(e);
                }
            }
        }
    }

    private void serve(Socket transport) {
        int number = accepted.incrementAndGet();
        try (Http2Peer connection = Http2Peer.accepted(Wire.accepted(transport, tls, List.of("h2")))) {
            open.put(connection, number);
            try {
                next.add(connection);
                behaviour.run(connection);
            } finally {
                open.remove(connection);
            }
        } catch (SocketException | SocketTimeoutException | EOFException | SSLException e) {
            // the proxy or the test closed the connection
            return;
        } catch (Exception e) {
            failures.add(e);
        } finally {
            // what is no preface leaves it open
            close(transport);
        }
    }

    private static void close(Socket transport) {
        try {
            transport.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "http2-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops listening and resets all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Http2Peer connection : open.keySet()) {
            if (!connection.socket().isClosed()) {
                connection.reset();
            }
        }
    }
}
