package io.gangway.server.connection;

import io.gangway.http2.FrameReader;
import io.gangway.loop.LoopEndPoint;
import java.nio.ByteBuffer;

/**
 * The first moment of a connection in clear text to a server that speaks HTTP/2: its first bytes tell that from HTTP/1 (RFC
 * 9113, 3.3). Confined to its loop.
 */
final class Http2PrefaceDetector extends DetectingConnection {
    private static final int INPUT = 16384;

    Http2PrefaceDetector(LoopEndPoint endPoint, ConnectionContext context) {
        super(endPoint, context, INPUT, "waiting for request");
    }

    @Override
    void look(ByteBuffer bytes) {
        int there = Math.min(bytes.remaining(), FrameReader.PREFACE.length);
        boolean matches = bytes.slice(bytes.position(), there).equals(ByteBuffer.wrap(FrameReader.PREFACE, 0, there));
        if (matches && there < FrameReader.PREFACE.length) {
            awaitMore();
            return;
        }
        ConnectionFactory connections = context().connections();
        become(matches ? connections.http2(getEndPoint(), context()) : connections.http1(getEndPoint(), context()));
    }
}
