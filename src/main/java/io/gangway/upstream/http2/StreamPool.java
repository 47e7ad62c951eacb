package io.gangway.upstream.http2;

import io.gangway.loop.ConnectAttempt;
import io.gangway.loop.EndPointLeg;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import io.gangway.upstream.KeepaliveSettings;
import io.gangway.upstream.KeptConnections;
import io.gangway.upstream.UpstreamGroup;
import java.io.EOFException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * The HTTP/2 connections of one group on one loop. A request takes a stream of a connection that has room, joins one that
 * is being opened, or opens another one. The {@code keepalive} settings hold for connections without a request. Confined
 * to its loop.
 */
public final class StreamPool implements KeptConnections {
    /** Receives a stream. Called once, unless the waiting is cancelled, and never within the call that began it. */
    public interface Listener {
        void opened(RequestStream stream);

        /** With a {@link SocketTimeoutException} after the time limit; else with the error of the system or of TLS. */
        void notOpened(Throwable cause);
    }

    /** A request that waits for a stream. */
    public interface Waiting {
        /** Stops waiting; the listener is not called any more. */
        void cancel();
    }

    private final EventLoop loop;
    private final UpstreamGroup group;
    private final KeepaliveSettings settings;

    /** The connections that take new streams, the one used last at the end. */
    private final List<MultiplexedConnection> connections = new ArrayList<>();

    private final List<Opening> openings = new ArrayList<>();
    /** Requests that wait until a connection has room. */
    private final List<Waiter> waiters = new ArrayList<>();

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
     * @param max maximum number of streams of a connection
     * @param timeoutMillis maximum time between two writes
     * @return null if there is no such connection
     */
    public RequestStream open(StreamRoute route, int max, long timeoutMillis) {
        for (int i = connections.size() - 1; i >= 0; i--) {
            MultiplexedConnection connection = connections.get(i);
            if (connection.route().serves(route) && connection.hasRoom(max) && !isWorn(connection)) {
                return connection.open(timeoutMillis);
            }
        }
        return null;
    }

    private boolean isWorn(MultiplexedConnection connection) {
        return settings.connections() > 0
                && (connection.requests() >= settings.requests() || connection.ageMillis() > settings.timeMillis());
    }

    /**
     * Waits for a connection that is being opened, or whose upstream takes no stream at present.
     *
     * @param connectMillis maximum time to wait
     * @return null if there is none, so that one must be opened
     */
    public Waiting join(StreamRoute route, int max, long timeoutMillis, long connectMillis, Listener listener) {
        for (Opening opening : openings) {
            if (opening.route.serves(route) && opening.waiters.size() < Math.min(max, opening.room)) {
                Waiter waiter = new Waiter(route, max, timeoutMillis, listener);
                opening.waiters.add(waiter);
                return waiter;
            }
        }
        for (MultiplexedConnection connection : connections) {
            if (connection.route().serves(route) && connection.remote().maxStreams() == 0) {
                Waiter waiter = new Waiter(route, max, timeoutMillis, listener);
                waiters.add(waiter);
                waiter.limit(connectMillis);
                return waiter;
            }
        }
        return null;
    }

    /** Opens a connection, and a stream on it. */
    public Waiting dial(StreamRoute route, ConnectAttempt attempt, int max, long timeoutMillis, Listener listener) {
        Opening opening = new Opening(route);
        Waiter waiter = new Waiter(route, max, timeoutMillis, listener);
        opening.waiters.add(waiter);
        openings.add(opening);
        opening.dialling = loop.dial(attempt, opening);
        return waiter;
    }

    // ---- for connections

    /** The upstream has changed its settings: requests that wait may have room. */
    void changed(MultiplexedConnection connection) {
        for (Waiter waiter : List.copyOf(waiters)) {
            if (waiter.isWaiting() && connection.route().serves(waiter.route) && connection.hasRoom(waiter.max)) {
                waiter.opened(connection);
            }
        }
    }

    /** A stream has ended. */
    void released(MultiplexedConnection connection) {
        changed(connection);
        if (connection.active() > 0) {
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
                waiter.failed(new EOFException("upstream prematurely closed connection"));
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
            MultiplexedConnection connection = new MultiplexedConnection(StreamPool.this, route, (EndPointLeg) leg);
            connection.begin();
            connections.add(connection);
            for (Waiter waiter : waiters) {
                if (waiter.isWaiting()) {
                    waiter.opened(connection);
                }
            }
            if (connection.active() == 0) {
                released(connection);
            }
        }

        @Override
        public void failed(Throwable cause) {
            openings.remove(this);
            for (Waiter waiter : waiters) {
                if (waiter.isWaiting()) {
                    waiter.failed(cause);
                }
            }
        }

        /** A request does not wait any more; the connection is not needed without any. */
        void left() {
            if (waiters.stream().noneMatch(Waiter::isWaiting) && openings.remove(this)) {
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
        private final int max;
        private final long timeoutMillis;
        private final Listener listener;
        /** Null without a limit of its own. */
        private Timer timer;

        private boolean over;

        Waiter(StreamRoute route, int max, long timeoutMillis, Listener listener) {
            this.route = route;
            this.max = max;
            this.timeoutMillis = timeoutMillis;
            this.listener = listener;
        }

        void limit(long millis) {
            timer = loop.timer(() -> failed(new SocketTimeoutException("no stream within the time limit")));
            timer.arm(millis);
        }

        boolean isWaiting() {
            return !over;
        }

        void opened(MultiplexedConnection connection) {
            end();
            listener.opened(connection.open(timeoutMillis));
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
            }
        }
    }
}
