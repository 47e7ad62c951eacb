package io.gangway.upstream.http2;

import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.EndPointLeg;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import io.gangway.upstream.KeepaliveSettings;
import io.gangway.upstream.KeptConnections;
import io.gangway.upstream.UpstreamGroup;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The HTTP/2 connections of one group on one loop. A request takes a stream of a connection that has room, joins one that
 * is being opened, or opens another one. The {@code keepalive} settings hold for connections without a request. Confined
 * to its loop.
 */
public final class StreamPool implements KeptConnections {
    /** Receives a stream. Called once, unless the waiting is cancelled, and never within the call that began it. */
    public interface Listener {
        void opened(RequestStream stream);

        /**
         * With a {@link SocketTimeoutException} after the time limit, with a {@link StreamFailureException} if the
         * connection that was waited for takes no more streams; else with the error of the system or of TLS.
         */
        void notOpened(Throwable cause);
    }

    /** A request that waits for a stream. */
    public interface Waiting {
        /** Stops waiting; the listener is not called any more. */
        void cancel();
    }

    private static final String PROTOCOL = "h2";

    /** How long it is remembered that an upstream does not allow extended CONNECT. */
    private static final long LACKING_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final int MAX_LACKING = 1000;

    private final EventLoop loop;
    private final UpstreamGroup group;
    private final KeepaliveSettings settings;

    /** The connections that take new streams, the one used last at the end. */
    private final List<MultiplexedConnection> connections = new ArrayList<>();

    private final List<Opening> openings = new ArrayList<>();
    /** Requests that wait until a connection has room. */
    private final List<Waiter> waiters = new ArrayList<>();

    /** The upstreams that do not allow extended CONNECT, and until when that is remembered, by the loop's clock. */
    private final Map<StreamRoute, Long> lacking = new HashMap<>();

    private StreamPool(UpstreamGroup group, EventLoop loop) {
        this.group = group;
        this.loop = loop;
        settings = group.keepalive();
    }

    /** That of a group. */
    public static StreamPool of(UpstreamGroup group, EventLoop loop) {
        return group.multiplexed(loop, StreamPool.class, () -> new StreamPool(group, loop));
    }

    /**
     * Opens a stream on a connection that has room.
     *
     * @return null if there is no such connection
     */
    public RequestStream open(StreamRoute route, StreamTerms terms) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            MultiplexedConnection connection = connections.get(i);
            if (connection.route().serves(route) && connection.hasRoom(terms) && !isWorn(connection)) {
                return connection.open(terms.sendMillis());
            }
        }
        return null;
    }

    /** Whether it is known that the upstream does not allow extended CONNECT. Forgotten after a while. */
    public boolean lacksExtendedConnect(StreamRoute route) {
        Long until = lacking.get(route);
        return until != null && loop.nanoTime() - until < 0;
    }

    private ExtendedConnectException lacks(StreamRoute route, ExtendedConnectException why) {
        if (lacking.size() >= MAX_LACKING) {
            lacking.clear();
        }
        lacking.put(route, loop.nanoTime() + LACKING_NANOS);
        return why;
    }

    private boolean isWorn(MultiplexedConnection connection) {
        return settings.connections() > 0
                && (connection.requests() >= settings.requests() || connection.ageMillis() > settings.timeMillis());
    }

    /**
     * Waits for a connection that is being opened, whose upstream takes no stream at present, or whose SETTINGS must be
     * known.
     *
     * @return null if there is none, so that one must be opened
     */
    public Waiting join(StreamRoute route, StreamTerms terms, Listener listener) {
        for (Opening opening : openings) {
            if (opening.route.serves(route) && opening.waiters.size() < Math.min(terms.maxStreams(), opening.room)) {
                Waiter waiter = new Waiter(route, terms, listener);
                opening.waiters.add(waiter);
                return waiter;
            }
        }
        for (MultiplexedConnection connection : connections) {
            if (connection.route().serves(route)
                    && (connection.remote().maxStreams() == 0 || isUnknown(connection, terms))) {
                Waiter waiter = new Waiter(route, terms, listener);
                waiter.await();
                return waiter;
            }
        }
        return null;
    }

    private static boolean isUnknown(MultiplexedConnection connection, StreamTerms terms) {
        return terms.extendedConnect() && !connection.remote().isReceived();
    }

    /** Opens a connection, and a stream on it. */
    public Waiting dial(StreamRoute route, ConnectAttempt attempt, StreamTerms terms, Listener listener) {
        Opening opening = new Opening(route);
        Waiter waiter = new Waiter(route, terms, listener);
        opening.waiters.add(waiter);
        openings.add(opening);
        opening.dialling = loop.dial(attempt, opening);
        return waiter;
    }

    // ---- for connections

    /** The upstream has changed its settings: requests that wait may have room. */
    void changed(MultiplexedConnection connection) {
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.isWaiting() && connection.route().serves(waiter.route)) {
                waiter.offered(connection);
            }
        }
    }

    /** The first SETTINGS have arrived; the request that waited for them may have needed others. */
    void known(MultiplexedConnection connection) {
        changed(connection);
        if (connection.active() == 0 && !connection.isIdle()) {
            released(connection);
        }
    }

    /** Whether a request waits for the SETTINGS of a connection. */
    private boolean isAwaited(MultiplexedConnection connection) {
        return waiters.stream()
                .anyMatch(waiter -> connection.route().serves(waiter.route) && isUnknown(connection, waiter.terms));
    }

    /** A stream has ended. */
    void released(MultiplexedConnection connection) {
        changed(connection);
        if (connection.active() > 0 || connection.isIdle() || isAwaited(connection)) {
            return;
        }
        if (group.isClosed() || settings.connections() == 0 || isWorn(connection)) {
            connection.retire();
            return;
        }
        if (connections.remove(connection)) {
            connections.add(connection);
        }
        connection.idle(settings.timeoutMillis());
        if (idle() > settings.connections()) {
            connections.stream()
                    .filter(MultiplexedConnection::isIdle)
                    .findFirst()
                    .ifPresent(MultiplexedConnection::retire);
        }
    }

    /** A connection takes no more streams. */
    void left(MultiplexedConnection connection) {
        if (!connections.remove(connection)) {
            return;
        }
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.isWaiting() && connection.route().serves(waiter.route)) {
                waiter.failed(StreamFailureException.unprocessed("upstream prematurely closed connection"));
            }
        }
    }

    // ---- KeptConnections

    @Override
    public int idle() {
        int idle = 0;
        for (int i = connections.size() - 1; i >= 0; i--) {
            idle += connections.get(i).isIdle() ? 1 : 0;
        }
        return idle;
    }

    @Override
    public void close(SocketAddress address) {
        retire(List.copyOf(connections).stream()
                .filter(connection -> connection.route().address().equals(address))
                .toList());
    }

    @Override
    public void close() {
        retire(List.copyOf(connections));
    }

    private static void retire(List<MultiplexedConnection> all) {
        all.forEach(MultiplexedConnection::retire);
    }

    /** A connection that is being opened, with the requests that wait for it. */
    private final class Opening implements ConnectAttempt.Listener {
        private final StreamRoute route;
        private final int room;
        private final List<Waiter> waiters = new ArrayList<>();
        private EventLoop.Dialling dialling;

        Opening(StreamRoute route) {
            this.route = route;
            room = expectedRoom(route);
        }

        @Override
        public void connected(Leg leg) {
            openings.remove(this);
            if (leg.tls() != null && !PROTOCOL.equals(leg.tls().getApplicationProtocol())) {
                refuseTunnels();
                if (!isNeeded()) {
                    leg.close();
                    return;
                }
            }
            MultiplexedConnection connection = new MultiplexedConnection(StreamPool.this, route, (EndPointLeg) leg);
            connection.begin();
            connections.add(connection);
            for (Waiter waiter : waiters) {
                if (waiter.isWaiting()) {
                    waiter.connected(connection);
                }
            }
            if (connection.active() == 0) {
                released(connection);
            }
        }

        @Override
        public void failed(Throwable cause) {
            openings.remove(this);
            if (isAlpnRefusal(cause)) {
                refuseTunnels();
            }
            for (Waiter waiter : waiters) {
                if (waiter.isWaiting()) {
                    waiter.failed(cause);
                }
            }
        }

        /** The upstream does not speak HTTP/2, as ALPN shows. */
        private void refuseTunnels() {
            for (Waiter waiter : waiters) {
                if (waiter.isWaiting() && waiter.terms.extendedConnect()) {
                    waiter.failed(lacks(route, ExtendedConnectException.byAlpn()));
                }
            }
        }

        private boolean isNeeded() {
            return waiters.stream().anyMatch(Waiter::isWaiting);
        }

        /** A request does not wait any more; the connection is not needed without any. */
        void left() {
            if (!isNeeded() && openings.remove(this)) {
                dialling.cancel();
            }
        }
    }

    /** How many streams a new connection will have: as many as the others of the upstream. */
    private int expectedRoom(StreamRoute route) {
        int room = Integer.MAX_VALUE;
        for (MultiplexedConnection connection : connections) {
            if (connection.route().serves(route)) {
                room = Math.min(room, Math.max(1, connection.remote().maxStreams()));
            }
        }
        return Math.min(room, RemoteSettings.FIRST_STREAMS);
    }

    private final class Waiter implements Waiting {
        private final StreamRoute route;
        private final StreamTerms terms;
        private final Listener listener;
        /** Null without a limit of its own. */
        private Timer timer;

        private boolean over;

        Waiter(StreamRoute route, StreamTerms terms, Listener listener) {
            this.route = route;
            this.terms = terms;
            this.listener = listener;
        }

        /** Waits until a connection has room, or its SETTINGS are known. */
        void await() {
            waiters.add(this);
            timer = loop.timer(() -> {
                failed(new SocketTimeoutException("no stream within the time limit"));
                retireUnused();
            });
            timer.arm(terms.connectMillis());
        }

        boolean isWaiting() {
            return !over;
        }

        /** The connection is open. */
        void connected(MultiplexedConnection connection) {
            if (isUnknown(connection, terms)) {
                await();
                connection.flush();
            } else {
                opened(connection);
            }
        }

        /** The connection may have room now. */
        void offered(MultiplexedConnection connection) {
            if (terms.extendedConnect() && connection.remote().lacksExtendedConnect()) {
                failed(lacks(route, ExtendedConnectException.bySettings()));
            } else if (connection.hasRoom(terms)) {
                opened(connection);
            }
        }

        private void opened(MultiplexedConnection connection) {
            end();
            listener.opened(connection.open(terms.sendMillis()));
        }

        void failed(Throwable cause) {
            end();
            listener.notOpened(cause);
        }

        private void end() {
            over = true;
            waiters.remove(this);
            if (timer != null) {
                timer.cancel();
            }
        }

        @Override
        public void cancel() {
            if (!over) {
                end();
                List.copyOf(openings).forEach(Opening::left);
                retireUnused();
            }
        }
    }

    /** Releases connections whose SETTINGS nobody waits for any more. */
    private void retireUnused() {
        for (MultiplexedConnection connection : List.copyOf(connections)) {
            if (connection.active() == 0 && !connection.isIdle()) {
                released(connection);
            }
        }
    }

    /** Whether a TLS handshake failed because there is no protocol in common (RFC 7301, 3.2). */
    private static boolean isAlpnRefusal(Throwable cause) {
        return cause instanceof SSLException
                && String.valueOf(cause.getMessage()).contains("no_application_protocol");
    }
}
