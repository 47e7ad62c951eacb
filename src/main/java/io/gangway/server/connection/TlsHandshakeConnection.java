package io.gangway.server.connection;

import io.gangway.errorlog.LogLevel;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.loop.Timer;
import io.gangway.loop.WorkerConnections;
import io.gangway.server.http1.Http1Connection;
import io.gangway.server.http2.Http2Connection;
import java.io.IOException;
import java.net.SocketAddress;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.util.BufferUtil;

/** A client's handshake: HTTP begins when it has succeeded; when it fails, one line of the error log says why. */
final class TlsHandshakeConnection extends AbstractConnection.NonBlocking implements SslHandshakeListener {
    private final SelectorEventLoop loop;
    private final ConnectionContext context;
    private final SSLEngine engine;
    private final SocketAddress client;
    private final Timer timer;
    private final WorkerConnections.IdleConnection waiting;
    private boolean succeeded;
    private boolean told;

    TlsHandshakeConnection(SslConnection tls, SelectorEventLoop loop, ConnectionContext context, SSLEngine engine) {
        super(tls.getSslEndPoint(), loop::execute);
        this.loop = loop;
        this.context = context;
        this.engine = engine;
        client = tls.getSslEndPoint().getRemoteSocketAddress();
        timer = loop.timer(this::expired);
        waiting = loop.connections().waiting(getEndPoint()::close);
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
            // Reading nothing drives the handshake.
            int filled = getEndPoint().fill(BufferUtil.EMPTY_BUFFER);
            if (succeeded) {
                timer.cancel();
                waiting.end();
                getEndPoint().upgrade(spoken());
            } else if (filled < 0) {
                failed("peer closed connection in SSL handshake");
            } else {
                fillInterested();
            }
        } catch (IOException e) {
            failed(context.tlsReason(e));
        }
    }

    /** What both have agreed on by ALPN. */
    private Connection spoken() {
        return "h2".equals(engine.getApplicationProtocol())
                ? new Http2Connection(getEndPoint(), loop, context, engine)
                : new Http1Connection(getEndPoint(), loop, context, engine, false);
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        failed(context.tlsReason(cause));
    }

    @Override
    public void handshakeSucceeded(Event event) {
        succeeded = true;
    }

    @Override
    public void handshakeFailed(Event event, Throwable cause) {
        logOnce(context.tlsReason(cause));
    }

    private void expired() {
        failed("client timed out (110: Connection timed out)");
    }

    private void failed(String why) {
        logOnce(why);
        getEndPoint().close();
    }

    private void logOnce(String why) {
        if (!told) {
            told = true;
            context.log(LogLevel.INFO, why + " while SSL handshaking", client);
        }
    }
}
