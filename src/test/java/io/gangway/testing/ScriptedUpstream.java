package io.gangway.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * A backend on a loopback port that records each request and responds by a script, with one thread per connection. After
 * {@link #http2} each stream of a connection that begins with the preface of HTTP/2 is treated as a connection: scripts
 * need not know, and an extended CONNECT looks like an upgrade.
 *
 * <pre>{@code
 * try (ScriptedUpstream upstream = ScriptedUpstream.start(Script.echoRequest())) { ... upstream.port() ... }
 * }</pre>
 */
public final class ScriptedUpstream implements AutoCloseable {
    private final int port;
    private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final Set<Wire> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Script script;
    private volatile boolean readingBodies = true;
    private volatile Thread acceptor;
    private volatile ServerSocket listener;

    /** The settings for connections of HTTP/2; null if it is not spoken. */
    private volatile int[] http2;

    private volatile List<String> protocols = List.of();
    private final List<Http2Streams> http2Connections = new CopyOnWriteArrayList<>();

    /** Null for plain TCP. */
    private final SSLContext tls;

    private ScriptedUpstream(Script script, SSLContext tls) throws IOException {
        this.script = script;
        this.tls = tls;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
        accept(listener);
    }

    /** Listens on a free port. */
    public static ScriptedUpstream start(Script script) throws IOException {
        return new ScriptedUpstream(script, null);
    }

    /** The same with TLS; a failed handshake ends its connection. */
    public static ScriptedUpstream start(Script script, SSLContext tls) throws IOException {
        return new ScriptedUpstream(script, tls);
    }

    /** The port; it stays the same after {@link #unbind}. */
    public int port() {
        return port;
    }

    /** {@code 127.0.0.1:PORT}, as {@code proxy_pass} and {@code server} take it. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Sets the script for requests received from now on. */
    public ScriptedUpstream respond(Script script) {
        this.script = script;
        return this;
    }

    /** Runs scripts as soon as the head is complete; they read the body themselves. */
    public ScriptedUpstream leaveBodiesUnread() {
        readingBodies = false;
        return this;
    }

    /**
     * Speaks HTTP/2 too, over TLS when the client chooses it by ALPN.
     *
     * @param settings a number, its value, the next number, …
     */
    public ScriptedUpstream http2(int... settings) {
        http2 = settings;
        protocols = List.of("h2", "http/1.1");
        return this;
    }

    /** Speaks HTTP/2 with extended CONNECT, or without it. */
    public ScriptedUpstream http2(boolean extendedConnect) {
        return extendedConnect ? http2(Http2Peer.ENABLE_CONNECT_PROTOCOL, 1) : http2();
    }

    /** The protocols that are offered by ALPN. */
    public ScriptedUpstream protocols(String... names) {
        protocols = List.of(names);
        return this;
    }

    /** The connections of HTTP/2 so far, in order of acceptance. */
    public List<Http2Streams> http2Connections() {
        return List.copyOf(http2Connections);
    }

    /** All requests so far, in the order in which they were complete. */
    public List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The last request so far; waits for the first one, ten seconds at most. */
    public RecordedRequest lastRequest() {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (requests.isEmpty() && System.nanoTime() < giveUp) {
            LockSupport.parkNanos(500_000);
        }
        List<RecordedRequest> all = requests();
        if (all.isEmpty()) {
            throw new AssertionError("no request came to " + address());
        }
        return all.get(all.size() - 1);
    }

    /** Forgets the requests so far. */
    public void clearRequests() {
        requests.clear();
    }

    /** The number of connections of HTTP/1.1 and of streams that are open now, as far as this end knows. */
    public int openConnections() {
        return open.size();
    }

    /** The number of connections of HTTP/1.1 and of streams accepted so far. */
    public int acceptedConnections() {
        return accepted.get();
    }

    /** The exceptions of scripts, except those of broken connections. */
    public List<Exception> failures() {
        return List.copyOf(failures);
    }

    /** Stops listening and resets all connections; new ones are refused. */
    public void unbind() throws IOException {
        listener.close();
        awaitAcceptor();
        for (Http2Streams connection : http2Connections) {
            if (connection.isOpen()) {
                connection.peer().reset();
            }
        }
        for (Wire wire : open) {
            wire.reset();
        }
    }

    /** Listens again on the same port. */
    public void bind() throws IOException {
        listener = listen(port);
        accept(listener);
    }

    @Override
    public void close() throws IOException {
        unbind();
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 512);
        return socket;
    }

    /** A thread that blocks in accept keeps the socket open in the kernel until it wakes up. */
    private void awaitAcceptor() {
        try {
            acceptor.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket from) {
        acceptor = daemon("upstream-" + port, () -> {
            while (!from.isClosed()) {
                try {
                    Socket socket = from.accept();
                    Wire wire = Wire.accepted(socket, tls, protocols);
                    wire.timeout(Duration.ofMinutes(1));
                    if (http2 == null) {
                        serve(wire);
                    } else {
                        daemon("upstream-" + port, () -> serveAny(wire));
                    }
                } catch (IOException e) {
                    if (!from.isClosed()) {
                        failures.add(e);
                    }
                }
            }
        });
    }

    private void serveAny(Wire wire) {
        try {
            if (!wire.peek(3).equals("PRI")) {
                serve(wire);
                return;
            }
            Http2Peer peer = Http2Peer.accepted(wire);
            peer.timeout(Duration.ofMinutes(10));
            Http2Streams streams = Http2Streams.accepted(peer, this::serve);
            http2Connections.add(streams);
            peer.settings(http2);
            streams.read();
        } catch (SocketException | SocketTimeoutException | EOFException | SSLException e) {
            // the proxy or the test closed the connection
            return;
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void serve(StreamSocket stream) {
        try {
            Wire wire = new Wire(new ResponseTranslator(stream));
            wire.timeout(Duration.ofMinutes(1));
            serve(wire);
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void serve(Wire wire) {
        open.add(wire);
        int number = accepted.incrementAndGet();
        daemon("upstream-" + port + "-" + number, () -> serve(wire, number));
    }

    private void serve(Wire wire, int number) {
        UpstreamConnection connection = new UpstreamConnection(number, wire);
        try (wire) {
            while (!wire.socket().isClosed()) {
                RecordedRequest request = RecordedRequest.read(wire, number, readingBodies);
                if (request == null) {
                    return;
                }
                requests.add(request);
                script.run(request, connection);
            }
        } catch (SocketException | SocketTimeoutException | EOFException | SSLException e) {
            // the proxy or the test closed the connection
            return;
        } catch (Exception e) {
            failures.add(e);
        } finally {
            open.remove(wire);
        }
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
