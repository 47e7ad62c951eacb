package io.gangway.loop;

import java.io.EOFException;
import java.io.IOException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.BufferUtil;

/** The TLS handshake of an upstream leg, which is ready when it has succeeded. Confined to its loop. */
final class UpstreamTlsHandshake {
    private final SslConnection connection;
    private final EndPointLeg leg;

    UpstreamTlsHandshake(
            SelectorEventLoop loop,
            LoopEndPoint endPoint,
            SSLEngine engine,
            Runnable ready,
            Consumer<Throwable> failed) {
        engine.setUseClientMode(true);
        connection = new SslConnection(loop.buffers(), loop::execute, null, endPoint, engine, false, false);
        leg = new EndPointLeg(loop, connection.getSslEndPoint(), engine);
        connection.getSslEndPoint().setIdleTimeout(0);
        connection.getSslEndPoint().setConnection(new Handshake(loop, ready, failed));
    }

    Connection connection() {
        return connection;
    }

    EndPointLeg leg() {
        return leg;
    }

    /**
     * Drives the handshake by reading and writing nothing, then passes the end point to the leg. It removes itself as a
     * listener at the end: it references the exchange that opened the leg, and the leg may be kept for others.
     */
    private final class Handshake extends AbstractConnection.NonBlocking implements SslHandshakeListener {
        private final SelectorEventLoop loop;
        private final Runnable ready;
        private final Consumer<Throwable> failed;
        private boolean succeeded;
        private Throwable failure;

        Handshake(SelectorEventLoop loop, Runnable ready, Consumer<Throwable> failed) {
            super(connection.getSslEndPoint(), loop::execute);
            this.loop = loop;
            this.ready = ready;
            this.failed = failed;
            connection.addHandshakeListener(this);
        }

        @Override
        public void handshakeSucceeded(Event event) {
            succeeded = true;
        }

        @Override
        public void handshakeFailed(Event event, Throwable cause) {
            failure = cause;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            loop.execute(this::step);
        }

        @Override
        public void onFillable() {
            step();
        }

        @Override
        public void onFillInterestedFailed(Throwable cause) {
            over(failure != null ? failure : cause);
        }

        private void step() {
            try {
                getEndPoint().flush(BufferUtil.EMPTY_BUFFER);
                int filled = succeeded ? 0 : getEndPoint().fill(BufferUtil.allocate(0));
                if (succeeded) {
                    connection.removeHandshakeListener(this);
                    getEndPoint().setConnection(leg.connection());
                    ready.run();
                } else if (failure != null) {
                    over(failure);
                } else if (filled < 0) {
                    over(new EOFException("peer closed connection in SSL handshake"));
                } else {
                    fillInterested();
                }
            } catch (IOException | RuntimeException | Error e) {
                over(failure != null ? failure : e);
            }
        }

        private void over(Throwable cause) {
            connection.removeHandshakeListener(this);
            failed.accept(cause);
        }
    }
}
