package io.gangway.server.connection;

import io.gangway.http2.frame.FrameReader;
import io.gangway.loop.LoopEndPoint;
import java.nio.ByteBuffer;

/**
 * The first stage of a clear-text connection to a server with HTTP/2: the first bytes distinguish HTTP/2 from HTTP/1
 * (RFC 9113, 3.3). Confined to its loop.
 */
final class Http2PrefaceDetector extends DetectingConnection {
    private static final int INPUT = 16384;

    Http2PrefaceDetector(LoopEndPoint endPoint, ConnectionContext context) {
        super(endPoint, context, INPUT, "waiting for request");
    }

    @Override
    void detect(ByteBuffer bytes) {
        int length = Math.min(bytes.remaining(), FrameReader.PREFACE.length);
        boolean matches = bytes.slice(bytes.position(), length).equals(ByteBuffer.wrap(FrameReader.PREFACE, 0, length));
        if (matches && length < FrameReader.PREFACE.length) {
            awaitMore();
            return;
        }
        ConnectionFactory connections = context().connections();
        become(matches ? connections.http2(getEndPoint(), context()) : connections.http1(getEndPoint(), context()));
    }
}
