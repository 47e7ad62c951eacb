package io.gangway.jetty;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;

/** Jetty's placeholder for a connection that was taken over. It never reads. */
final class GivenConnection extends AbstractConnection.NonBlocking {
    private static final Executor NOWHERE = Runnable::run;

    GivenConnection(EndPoint endPoint) {
        super(endPoint, NOWHERE);
    }

    @Override
    public void onFillable() {
        // Never called: no fill interest is registered.
    }
}
