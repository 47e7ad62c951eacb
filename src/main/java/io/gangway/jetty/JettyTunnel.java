package io.gangway.jetty;

import io.gangway.server.PendingUpgrade;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** What Jetty makes the connection of an end point when it has written the head of an upgrade. */
final class JettyTunnel extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private static final Executor NOWHERE = Runnable::run;

    private final HostedLeg leg;
    private final PendingUpgrade upgrade;

    /**
     * Creates the connection.
     *
     * @param leg the bytes of the end point
     * @param upgrade gets the leg
     */
    JettyTunnel(EndPoint endPoint, HostedLeg leg, PendingUpgrade upgrade) {
        super(endPoint, NOWHERE);
        this.leg = leg;
        this.upgrade = upgrade;
    }

    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        leg.unread(buffer);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        // https://github.com/jetty/jetty.project/issues/14332: the time-out outlives an upgrade. This can go when a
        // connection that took over controls time-outs itself.
        getEndPoint().setIdleTimeout(0);
        leg.loop().execute(() -> upgrade.open(leg));
    }

    @Override
    public void onFillable() {
        // Never called: the leg registers its own interest.
    }
}
