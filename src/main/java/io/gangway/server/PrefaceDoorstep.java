package io.gangway.server;

import io.gangway.http2.FrameReader;
import java.nio.ByteBuffer;

/**
 * The first moment of a connection in clear text to a server that speaks HTTP/2: its first bytes tell that from HTTP/1 (RFC
 * 9113, 3.3). Confined to its loop.
 */
final class PrefaceDoorstep extends Doorstep {
    private static final int INPUT = 16384;

    PrefaceDoorstep(LoopEndPoint endPoint, SelectorLoop loop, Acceptance acceptance) {
        super(endPoint, loop, acceptance, INPUT, "waiting for request");
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
                        ? new Http2Connection(getEndPoint(), loop(), acceptance(), null)
                        : new Http1Connection(getEndPoint(), loop(), acceptance(), null, false));
    }
}
