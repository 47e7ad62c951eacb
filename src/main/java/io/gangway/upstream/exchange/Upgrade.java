package io.gangway.upstream.exchange;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.exchange.TunnelFactory;
import io.gangway.loop.Leg;
import io.gangway.upstream.Attempt;

/** Turns an upstream leg into a tunnel after a 101, and counts its bytes for the attempt. Confined to its loop. */
final class Upgrade implements TunnelFactory.Counters {
    private final Attempt attempt;
    private final Runnable ended;

    Upgrade(Attempt attempt, Runnable ended) {
        this.attempt = attempt;
        this.ended = ended;
    }

    /** Creates the tunnel, which then owns the leg. */
    Tunnel tunnel(Exchange x, PassSettings settings, TunnelFactory tunnels, TunnelFactory.Target target, Leg leg) {
        TunnelFactory.Limits limits = new TunnelFactory.Limits(
                settings.readMillis, settings.sendMillis, settings.buffers.head(), target, this);
        return tunnels.tunnel(x, leg, limits);
    }

    @Override
    public void received(long bytes) {
        attempt.received(bytes);
    }

    @Override
    public void sent(long bytes) {
        attempt.sent(bytes);
    }

    @Override
    public void ended() {
        ended.run();
    }
}
