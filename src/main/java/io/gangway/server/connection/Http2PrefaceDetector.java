package io.gangway.server.connection;

import io.gangway.http2.FrameReader;
import io.gangway.loop.LoopEndPoint;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.server.http1.Http1Connection;
import io.gangway.server.http2.Http2Connection;
import java.nio.ByteBuffer;

/**
 * The first moment of a connection in clear text to a server that speaks HTTP/2: its first bytes tell that from HTTP/1 (RFC
 * 9113, 3.3). Confined to its loop.
 */
public final class Http2PrefaceDetector extends DetectingConnection {
    private static final int INPUT = 16384;

    public Http2PrefaceDetector(LoopEndPoint endPoint, SelectorEventLoop loop, ConnectionContext context) {
        super(endPoint, loop, context, INPUT, "waiting for request");
    }

    @Override
    void look(ByteBuffer bytes) {
        int there = Math.min(bytes.remaining(), FrameReader.PREFACE.length);
        boolean matches = bytes.slice(bytes.position(), there).equals(ByteBuffer.wrap(FrameReader.PREFACE, 0, there));
        if (matches && there < FrameReader.PREFACE.length) {
            awaitMore();
            return;
        }
        become(
                matches
                        ? new Http2Connection(getEndPoint(), loop(), context(), null)
                        : new Http1Connection(getEndPoint(), loop(), context(), null, false));
    }
}
