package io.gangway.server;

import io.gangway.exchange.Exchange;
import io.gangway.exchange.Tunnel;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.io.IOException;

/**
 * A tunnel whose client leg another server has yet to hand over: it writes the head of the response first. A client
 * that disconnects meanwhile is noticed after {@code send_timeout} at the latest. Confined to the loop.
 */
public final class PendingUpgrade {
    private final Exchange exchange;
    private final Timer timer;

    /** Null once it has the leg, or after a failure. */
    private Tunnel tunnel;

    private Leg leg;

    /** Waits for the leg of a tunnel. */
    public PendingUpgrade(Exchange exchange, Tunnel tunnel) {
        this.exchange = exchange;
        this.tunnel = tunnel;
        timer = exchange.loop().timer(() -> failed(null));
        timer.arm(exchange.location().settings().sendTimeoutMillis());
    }

    /** Opens the tunnel on the leg, or closes the leg when nobody waits for it any more. */
    public void open(ContainerLeg containerLeg) {
        if (tunnel == null) {
            containerLeg.abort();
            return;
        }
        try {
            leg = containerLeg.best();
        } catch (IOException e) {
            containerLeg.abort();
            failed(e);
            return;
        }
        take().open(leg);
    }

    /** The leg cannot be handed over. */
    public void failed(Throwable cause) {
        if (tunnel != null) {
            take().failed(cause);
            exchange.broken();
        }
    }

    /** The exchange has ended, possibly before the leg was handed over. */
    public void ended() {
        if (tunnel != null) {
            take().failed(null);
        }
    }

    private Tunnel take() {
        timer.cancel();
        Tunnel taken = tunnel;
        tunnel = null;
        return taken;
    }

    /** Bytes that the tunnel has sent to the client. */
    long sent() {
        return leg == null ? 0 : leg.sent();
    }
}
