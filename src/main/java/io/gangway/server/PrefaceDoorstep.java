package io.gangway.server;

import io.gangway.core.Level;
import io.gangway.core.Timer;
import io.gangway.http2.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The first moment of a connection in clear text to a server that speaks HTTP/2: its first bytes tell that from HTTP/1 (RFC
 * 9113, 3.3). Confined to its loop.
 */
final class PrefaceDoorstep extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private static final int INPUT = 16384;

    private final SelectorLoop loop;
    private final Acceptance acceptance;
    private final Timer timer;
    private RetainableByteBuffer first;

    PrefaceDoorstep(LoopEndPoint endPoint, SelectorLoop loop, Acceptance acceptance) {
        super(endPoint, loop::execute);
        this.loop = loop;
        this.acceptance = acceptance;
        timer = loop.timer(this::expired);
    }

    @Override
    public void onUpgradeTo(ByteBuffer early) {
        if (early.hasRemaining()) {
            first = loop.buffers().acquire(INPUT, true);
            first.asMutable().append(early);
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        timer.arm(acceptance.hosts().defaultServer().settings().headerTimeoutMillis());
        if (first == null) {
            onFillable();
        } else {
            look();
        }
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        timer.cancel();
        release();
    }

    private void expired() {
        acceptance.log(
                Level.INFO,
                "client timed out (110: Connection timed out) while waiting for request",
                getEndPoint().getRemoteSocketAddress());
        getEndPoint().close();
    }

    @Override
    public void onFillable() {
        if (first == null) {
            first = loop.buffers().acquire(INPUT, true);
        }
        try {
            int filled = getEndPoint().fill(first.getByteBuffer());
            if (filled < 0) {
                getEndPoint().close();
            } else if (first.hasRemaining()) {
                look();
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

    private void look() {
        ByteBuffer bytes = first.getByteBuffer();
        int there = Math.min(bytes.remaining(), FrameReader.PREFACE.length);
        boolean matches = bytes.slice(bytes.position(), there).equals(ByteBuffer.wrap(FrameReader.PREFACE, 0, there));
        if (matches && there < FrameReader.PREFACE.length) {
            fillInterested();
            return;
        }
        timer.cancel();
        become(
                matches
                        ? new Http2Connection(getEndPoint(), loop, acceptance, null)
                        : new Http1Connection(getEndPoint(), loop, acceptance, null, false));
    }

    /** As {@code EndPoint.upgrade}, but with bytes that were read here. */
    private <C extends Connection & Connection.UpgradeTo> void become(C next) {
        getEndPoint().setConnection(next);
        next.onUpgradeTo(first.getByteBuffer());
        release();
        next.onOpen();
    }
}
