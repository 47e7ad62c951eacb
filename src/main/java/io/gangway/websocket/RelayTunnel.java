package io.gangway.websocket;

import io.gangway.conf.SystemError;
import io.gangway.core.Exchange;
import io.gangway.core.Leg;
import io.gangway.core.Level;
import io.gangway.core.Timer;
import io.gangway.core.Tunnel;
import io.gangway.core.TunnelFactory;

/**
 * A tunnel of bytes: two relays, one for each direction, and one timer. Owns both legs until they are closed. Confined to
 * their loop; its states are drawn in docs/concurrency.md.
 */
final class RelayTunnel implements Tunnel {
    /**
     * How long the second direction may be silent once the first has ended, and how long a leg is read whose other leg broke.
     * nginx ends a tunnel with its first direction; we let the other side finish what it is saying.
     */
    static final long CLOSE_TIMEOUT_MILLIS = 10_000;

    private static final String TIMED_OUT = " timed out (110: Connection timed out) while ";

    private final Exchange exchange;
    private final Leg upstream;
    private final TunnelFactory.Limits limits;
    private final long clientSendTimeoutMillis;
    private final Timer timer;

    private Leg client;
    /** Both null until the client leg is there. */
    private Relay toUpstream;

    private Relay toClient;
    private boolean halfClosed;
    /** A leg broke: the timer that runs now is not put off any more. */
    private boolean broken;

    private boolean closed;

    RelayTunnel(Exchange exchange, Leg upstream, TunnelFactory.Limits limits) {
        this.exchange = exchange;
        this.upstream = upstream;
        this.limits = limits;
        clientSendTimeoutMillis = exchange.location().settings().sendTimeoutMillis();
        timer = exchange.loop().timer(this::expired);
        exchange.onEnd(this::close);
    }

    @Override
    public void open(Leg newClient) {
        client = newClient;
        toUpstream =
                new Relay(this, client, upstream, bytes -> limits.counters().sent(bytes.remaining()));
        toClient = new Relay(this, upstream, client, bytes -> limits.counters().received(bytes.remaining()));
        toUpstream.start(toClient);
        toClient.start(toUpstream);
        moved();
    }

    @Override
    public void failed(Throwable cause) {
        close();
    }

    // ---- time-outs, as nginx has them: all count from the last event in either direction

    /** Something was read, or a write was taken whole. */
    void moved() {
        if (!broken) {
            timer.arm(timeout());
        }
    }

    private long timeout() {
        long millis = toClient.isWriting() ? clientSendTimeoutMillis : limits.readTimeoutMillis();
        if (toUpstream.isWriting()) {
            millis = Math.min(millis, limits.sendTimeoutMillis());
        }
        return halfClosed ? Math.min(millis, CLOSE_TIMEOUT_MILLIS) : millis;
    }

    private void expired() {
        boolean progressed = toClient.progressed() | toUpstream.progressed();
        if (progressed && !broken) {
            moved();
            return;
        }
        if (halfClosed) {
            String silent = toUpstream.isEnded() ? "upstream" : "client";
            exchange.log(Level.INFO, silent + TIMED_OUT + "closing upgraded connection");
        } else {
            boolean clientStalls = toClient.isWriting() && timeout() == clientSendTimeoutMillis;
            String silent = clientStalls ? "client" : "upstream";
            exchange.log(Level.INFO, silent + TIMED_OUT + "proxying upgraded connection");
        }
        close();
    }

    // ---- the end

    /** A leg can't be read or written any more. What came from it is still delivered, then the other leg gets FIN. */
    void broken(Leg leg, String call, Throwable cause) {
        if (broken) {
            return;
        }
        Level level = leg == client ? Level.INFO : Level.ERROR;
        exchange.log(level, call + " failed (" + SystemError.of(cause) + ") while proxying upgraded connection");
        broken = true;
        timer.arm(CLOSE_TIMEOUT_MILLIS);
    }

    /** One direction has ended, the other goes on. */
    void halfClosed() {
        halfClosed = true;
        moved();
    }

    /** Closes both legs at once. Idempotent. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        timer.cancel();
        if (client != null) {
            toUpstream.stop();
            toClient.stop();
        }
        upstream.close();
        limits.counters().ended();
        // The line of the access log is written before the client sees the end.
        exchange.tunnelEnded();
        if (client != null) {
            client.close();
            toUpstream.release();
            toClient.release();
        }
    }
}
