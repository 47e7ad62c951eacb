package io.gangway.jetty;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.EndPoint;

/** What Jetty has in the place of a connection that it gave away: it does nothing, and nothing is ever read by it. */
final class GivenConnection extends AbstractConnection.NonBlocking {
    private static final Executor NOWHERE = Runnable::run;

    GivenConnection(EndPoint endPoint) {
        super(endPoint, NOWHERE);
    }

    @Override
    public void onFillable() {
        // Nobody asks for it.
    }
}
