package io.gangway.server;

import io.gangway.core.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * The first moment of a connection to a TLS port: its first byte tells a handshake from plain HTTP, which nginx answers with
 * an error page that says so.
 */
final class TlsDoorstep extends AbstractConnection.NonBlocking {
    private static final int HANDSHAKE_RECORD = 0x16;
    private static final int FIRST_READ = 16384;

    private final SelectorLoop loop;
    private final Acceptance acceptance;
    private final SSLEngine engine;
    private final Timer timer;

    TlsDoorstep(LoopEndPoint endPoint, SelectorLoop loop, Acceptance acceptance, SSLEngine engine) {
        super(endPoint, loop::execute);
        this.loop = loop;
        this.acceptance = acceptance;
        this.engine = engine;
        timer = loop.timer(() -> getEndPoint().close());
    }

    @Override
    public void onOpen() {
        super.onOpen();
        timer.arm(acceptance.hosts().defaultServer().settings().headerTimeoutMillis());
        onFillable();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        timer.cancel();
    }

    @Override
    public void onFillable() {
        RetainableByteBuffer first = loop.buffers().acquire(FIRST_READ, true);
        try {
            int filled = getEndPoint().fill(first.getByteBuffer());
            if (filled < 0) {
                getEndPoint().close();
            } else if (filled == 0) {
                fillInterested();
            } else {
                timer.cancel();
                go(first.getByteBuffer());
            }
        } catch (IOException e) {
            getEndPoint().close();
        } finally {
            first.release();
        }
    }

    private void go(ByteBuffer bytes) {
        if (bytes.get(bytes.position()) != HANDSHAKE_RECORD) {
            Http1Connection plain = new Http1Connection(getEndPoint(), loop, acceptance, null, true);
            become(plain, bytes);
            return;
        }
        engine.setUseClientMode(false);
        SslConnection tls = new SslConnection(loop.buffers(), loop::execute, null, getEndPoint(), engine, true, true);
        // As nginx: a client can't start a new handshake inside a connection.
        tls.setRenegotiationAllowed(false);
        SslConnection.SslEndPoint inner = tls.getSslEndPoint();
        inner.setIdleTimeout(0);
        inner.setConnection(new Http1Connection(inner, loop, acceptance, engine, false));
        become(tls, bytes);
    }

    /** As {@code EndPoint.upgrade}, but with bytes that were read here. */
    private void become(Connection next, ByteBuffer bytes) {
        getEndPoint().setConnection(next);
        if (bytes.hasRemaining()) {
            ((Connection.UpgradeTo) next).onUpgradeTo(bytes);
        }
        next.onOpen();
    }
}
