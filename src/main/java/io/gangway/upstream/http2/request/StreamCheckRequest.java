package io.gangway.upstream.http2.request;

import io.gangway.http2.frame.FrameReader;
import io.gangway.http2.frame.Frames;
import io.gangway.http2.frame.HeaderBlockWriter;
import java.nio.ByteBuffer;

/** The request of a health check over HTTP/2: the first frames of a connection of its own. */
public final class StreamCheckRequest {
    /** As much of a response as {@code match} looks at, and more: the check never gives window back. */
    private static final int WINDOW = 1 << 20;

    private StreamCheckRequest() {}

    /**
     * The bytes that are sent.
     *
     * @param block the head
     * @param message the body; null for none
     */
    public static byte[] bytes(HeaderBlockWriter block, byte[] message) {
        ByteBuffer[] parts = {
            ByteBuffer.wrap(FrameReader.PREFACE),
            Frames.clientSettings(WINDOW),
            Frames.windowUpdate(0, WINDOW - Frames.DEFAULT_WINDOW),
            Frames.headers(1, block, message == null, Frames.DEFAULT_SIZE),
            message == null ? ByteBuffer.allocate(0) : Frames.dataHead(1, message.length, true),
            ByteBuffer.wrap(message == null ? new byte[0] : message)
        };
        int size = 0;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuffer part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
