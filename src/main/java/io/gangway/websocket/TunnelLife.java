package io.gangway.websocket;

import io.gangway.exchange.Tunnels;
import io.gangway.loop.EventLoop;
import io.gangway.loop.Timer;
import io.gangway.websocket.frame.CloseCode;

/** When we close a tunnel: at its maximum age, in a drain, or so that its client connects again. Confined to its loop. */
final class TunnelLife {
    private final RelayTunnel tunnel;
    private final EventLoop loop;

    /** Null without a limit. */
    private Timer timer;

    /** When it expires, by the loop's clock. */
    private long ends;

    /** Null unless it drains. */
    private Tunnels.Ending drain;

    private boolean restarting;

    TunnelLife(RelayTunnel tunnel, EventLoop loop) {
        this.tunnel = tunnel;
        this.loop = loop;
    }

    /** Closes the tunnel after a time, unless it is to be closed earlier. */
    void limit(long millis) {
        long then = loop.nanoTime() + millis * 1_000_000L;
        if (timer == null) {
            timer = tunnel.timer(this::expired);
        } else if (then - ends >= 0) {
            return;
        }
        ends = then;
        timer.arm(millis);
    }

    void drain(Tunnels.Ending why, long delayMillis) {
        drain = why;
        limit(delayMillis);
    }

    void restart(long delayMillis) {
        restarting = true;
        limit(delayMillis);
    }

    private void expired() {
        boolean restart = drain == null || drain == Tunnels.Ending.CHANGED;
        tunnel.end(restart ? CloseCode.SERVICE_RESTART : CloseCode.GOING_AWAY, "");
    }

    boolean isDraining() {
        return drain != null;
    }

    /** Whether it will be closed soon, so that its client connects again or because it drains. */
    boolean isEnding() {
        return restarting || drain != null;
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
    }
}
