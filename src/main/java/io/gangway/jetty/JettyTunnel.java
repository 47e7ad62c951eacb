package io.gangway.jetty;

import io.gangway.exchange.Exchange;
import io.gangway.loop.Leg;
import io.gangway.loop.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * A pending upgrade: Jetty writes the head, then makes this the connection of the end point, whose bytes are the client
 * leg. Confined to the loop except what Jetty calls. A client that disconnects meanwhile is noticed after {@code
 * send_timeout} at the latest.
 */
final class JettyTunnel extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private static final Executor NOWHERE = Runnable::run;

    private final Exchange exchange;
    private final HostedLeg hostedLeg;
    private final Timer timer;

    /** Null once it has the leg, or after a failure. */
    private io.gangway.exchange.Tunnel tunnel;

    private Leg leg;

    JettyTunnel(Exchange exchange, io.gangway.exchange.Tunnel tunnel, EndPoint endPoint, int stream) {
        super(endPoint, NOWHERE);
        this.exchange = exchange;
        this.tunnel = tunnel;
        hostedLeg = new HostedLeg(exchange.client(), exchange.loop(), endPoint, stream);
        timer = exchange.loop().timer(() -> failed(null));
        timer.arm(exchange.location().settings().sendTimeoutMillis());
    }

    // ---- called on Jetty's threads

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        hostedLeg.unread(buffer);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        // https://github.com/jetty/jetty.project/issues/14332: the time-out outlives an upgrade. This can go when a
        // connection that took over controls time-outs itself.
        getEndPoint().setIdleTimeout(0);
        exchange.loop().execute(this::open);
    }

    @Override
    public void onFillable() {
        // Never called: the leg registers its own interest.
    }

    // ---- on the loop

    private void open() {
        if (tunnel == null) {
            hostedLeg.abort();
            return;
        }
        try {
            leg = hostedLeg.best();
        } catch (IOException e) {
            hostedLeg.abort();
            failed(e);
            return;
        }
        timer.cancel();
        io.gangway.exchange.Tunnel opened = tunnel;
        tunnel = null;
        opened.open(leg);
    }

    private void failed(Throwable cause) {
        if (tunnel != null) {
            ended(cause);
            exchange.broken();
        }
    }

    /** The exchange has ended, possibly before the leg was handed over. */
    void ended(Throwable cause) {
        timer.cancel();
        if (tunnel != null) {
            io.gangway.exchange.Tunnel unopened = tunnel;
            tunnel = null;
            unopened.failed(cause);
        }
    }

    /** Bytes that the tunnel has sent to the client. */
    long sent() {
        return leg == null ? 0 : leg.sent();
    }
}
