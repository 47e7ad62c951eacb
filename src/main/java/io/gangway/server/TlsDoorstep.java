package io.gangway.server;

import io.gangway.core.Level;
import io.gangway.core.ServerTlsEngines;
import io.gangway.core.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The first moment of a connection to a TLS port: its first byte tells a handshake from plain HTTP, which nginx answers with
 * an error page that says so; the name in its first message picks the server whose TLS settings count. Confined to its loop.
 */
final class TlsDoorstep extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private static final int HANDSHAKE_RECORD = 0x16;

    /** The longest record, with its head: no first message of an honest client is longer. */
    private static final int LONGEST_HELLO = 16384 + 5;

    /** A fatal alert, unrecognized_name (RFC 8446 section 6). */
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 1, 0, 2, 2, 112};

    private static final byte[] INTERNAL_ERROR = {21, 3, 1, 0, 2, 2, 80};

    private final SelectorLoop loop;
    private final Acceptance acceptance;
    private final Timer timer;
    private RetainableByteBuffer first;

    TlsDoorstep(LoopEndPoint endPoint, SelectorLoop loop, Acceptance acceptance) {
        super(endPoint, loop::execute);
        this.loop = loop;
        this.acceptance = acceptance;
        timer = loop.timer(this::expired);
    }

    @Override
    public void onUpgradeTo(ByteBuffer early) {
        if (early.hasRemaining()) {
            first = loop.buffers().acquire(LONGEST_HELLO, true);
            first.asMutable().append(early);
        }
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
        release();
    }

    private void expired() {
        log("client timed out (110: Connection timed out) while SSL handshaking");
        getEndPoint().close();
    }

    private void log(String message) {
        acceptance.log(Level.INFO, message, getEndPoint().getRemoteSocketAddress());
    }

    @Override
    public void onFillable() {
        if (first == null) {
            first = loop.buffers().acquire(LONGEST_HELLO, true);
        }
        try {
            int filled = getEndPoint().fill(first.getByteBuffer());
            if (filled < 0) {
                log(
                        first.hasRemaining()
                                ? "peer closed connection in SSL handshake while SSL handshaking"
                                : "client closed connection while SSL handshaking");
                getEndPoint().close();
            } else if (first.hasRemaining()) {
                look(first.getByteBuffer());
            } else {
                release();
                fillInterested();
            }
        } catch (IOException e) {
            // The client has reset the connection.
            getEndPoint().close();
        }
    }

    private void release() {
        if (first != null) {
            first.release();
            first = null;
        }
    }

    private void look(ByteBuffer bytes) {
        int kind = Byte.toUnsignedInt(bytes.get(bytes.position()));
        if (kind != HANDSHAKE_RECORD && kind < 0x80) {
            timer.cancel();
            become(new Http1Connection(getEndPoint(), loop, acceptance, null, true));
            return;
        }
        ClientHello hello = ClientHello.of(bytes);
        if (!hello.complete() && BufferUtil.space(bytes) > 0) {
            fillInterested();
            return;
        }
        timer.cancel();
        acceptance.tlsHello(hello.told());
        handshake();
    }

    private void handshake() {
        ServerTlsEngines.Making making =
                acceptance.tlsEngine(new ConnectedClient(getEndPoint(), loop, acceptance, null), loop);
        if (making == null) {
            log("handshake rejected while SSL handshaking");
            refuse(UNRECOGNIZED_NAME);
        } else if (making.blocks()) {
            timer.arm(acceptance.hosts().defaultServer().settings().headerTimeoutMillis());
            loop.offload(making::make, this::made);
        } else {
            handshake(making.make());
        }
    }

    private void made(SSLEngine engine, Throwable failure) {
        timer.cancel();
        if (first == null) {
            return;
        }
        if (failure == null) {
            handshake(engine);
            return;
        }
        acceptance.log(
                Level.ERROR,
                failure.getMessage() + " while SSL handshaking",
                getEndPoint().getRemoteSocketAddress());
        refuse(INTERNAL_ERROR);
    }

    private void handshake(SSLEngine engine) {
        acceptance.offerHttp2(engine);
        // JSSE encrypts arrays faster than direct buffers: a third less CPU for a large answer, no difference for a
        // small one.
        SslConnection tls = new SslConnection(loop.buffers(), loop::execute, null, getEndPoint(), engine, false, false);
        // As nginx: a client can't start a new handshake inside a connection.
        tls.setRenegotiationAllowed(false);
        SslConnection.SslEndPoint inner = tls.getSslEndPoint();
        inner.setIdleTimeout(0);
        inner.setConnection(new ClientHandshake(tls, loop, acceptance, engine));
        become(tls);
    }

    private void refuse(byte[] alert) {
        try {
            getEndPoint().flush(ByteBuffer.wrap(alert));
        } catch (IOException e) {
            // The client is gone already: closing is all that is left.
            release();
        }
        getEndPoint().close();
    }

    /** As {@code EndPoint.upgrade}, but with bytes that were read here. */
    private void become(Connection next) {
        getEndPoint().setConnection(next);
        ((Connection.UpgradeTo) next).onUpgradeTo(first.getByteBuffer());
        release();
        next.onOpen();
    }
}
