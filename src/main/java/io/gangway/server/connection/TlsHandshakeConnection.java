package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.loop.Timer;
import io.gangway.loop.WorkerConnections;
import io.gangway.metrics.TlsCounts;
import java.io.IOException;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.BufferUtil;

/** The TLS handshake of a client connection. HTTP begins when it has succeeded; a failure is logged in one line. */
final class TlsHandshakeConnection extends AbstractConnection.NonBlocking implements SslHandshakeListener {
    private final ConnectionContext context;
    private final SSLEngine engine;
    private final Timer timer;
    private final WorkerConnections.IdleConnection waiting;
    private boolean succeeded;
    private boolean logged;

    TlsHandshakeConnection(SslConnection tls, ConnectionContext context, SSLEngine engine) {
        super(tls.getSslEndPoint(), context.loop()::execute);
        this.context = context;
        this.engine = engine;
        timer = context.loop().timer(this::expired);
        waiting = context.loop().connections().idle(getEndPoint()::close);
        tls.addHandshakeListener(this);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        timer.arm(context.hosts().defaultServer().settings().headerTimeoutMillis());
        waiting.begin();
        onFillable();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        timer.cancel();
        waiting.end();
    }

    @Override
    public void onFillable() {
        try {
            // An empty read drives the handshake.
            int filled = getEndPoint().fill(BufferUtil.EMPTY_BUFFER);
            if (succeeded) {
                timer.cancel();
                waiting.end();
                getEndPoint().upgrade(negotiated());
            } else if (filled < 0) {
                failed("peer closed connection in SSL handshake", TlsCounts.Failure.OTHER);
            } else {
                fillInterested();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Creates the connection for the protocol negotiated by ALPN. */
    private Connection negotiated() {
        context.tls(engine);
        return "h2".equals(engine.getApplicationProtocol())
                ? context.connections().http2(getEndPoint(), context)
                : context.connections().http1(getEndPoint(), context);
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        failed(cause);
    }

    @Override
    public void handshakeSucceeded(Event event) {
        succeeded = true;
        context.tlsSucceeded(engine);
    }

    @Override
    public void handshakeFailed(Event event, Throwable cause) {
        endOnce(context.tlsReason(cause), () -> context.tlsFailed(cause));
    }

    private void expired() {
        failed("client timed out (110: Connection timed out)", TlsCounts.Failure.TIMEOUT);
    }

    private void failed(Throwable cause) {
        endOnce(context.tlsReason(cause), () -> context.tlsFailed(cause));
        getEndPoint().close();
    }

    private void failed(String why, TlsCounts.Failure kind) {
        endOnce(why, () -> context.tlsFailed(kind));
        getEndPoint().close();
    }

    /** Logs and counts the failure, once. */
    private void endOnce(String why, Runnable count) {
        if (!logged) {
            logged = true;
            count.run();
            context.log(LogLevel.INFO, why + " while SSL handshaking");
        }
    }
}
