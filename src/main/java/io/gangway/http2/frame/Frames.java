package io.gangway.http2.frame;

import java.nio.ByteBuffer;

/** Creates the frames that a server or a client sends. */
public final class Frames {
    public static final int HEADER_TABLE_SIZE = 1;
    public static final int ENABLE_PUSH = 2;
    public static final int MAX_CONCURRENT_STREAMS = 3;
    public static final int INITIAL_WINDOW_SIZE = 4;
    public static final int MAX_FRAME_SIZE = 5;

    /** Whether extended CONNECT is accepted (RFC 8441, 3). */
    public static final int ENABLE_CONNECT_PROTOCOL = 8;

    private Frames() {}

    /** Bytes of a frame before its payload. */
    public static final int HEAD_SIZE = FrameHead.SIZE;

    /** The largest frame that we accept. */
    public static final int LARGEST = (1 << 24) - 1;

    /** The largest frame that a peer accepts by default. */
    public static final int DEFAULT_SIZE = 1 << 14;

    /** The initial window of the connection, and of a stream by default. */
    public static final int DEFAULT_WINDOW = 65535;

    /** The SETTINGS of a server. */
    public static ByteBuffer settings(int maxConcurrentStreams, int initialWindowSize, boolean extendedConnect) {
        ByteBuffer frame = frame(extendedConnect ? 24 : 18, FrameType.SETTINGS, 0, 0)
                .putShort((short) MAX_CONCURRENT_STREAMS)
                .putInt(maxConcurrentStreams)
                .putShort((short) INITIAL_WINDOW_SIZE)
                .putInt(initialWindowSize)
                .putShort((short) MAX_FRAME_SIZE)
                .putInt(LARGEST);
        if (extendedConnect) {
            frame.putShort((short) ENABLE_CONNECT_PROTOCOL).putInt(1);
        }
        return frame.flip();
    }

    /** The SETTINGS of a client, as nginx sends them: no dynamic table for header blocks, no pushes. */
    public static ByteBuffer clientSettings(int initialWindowSize) {
        return frame(18, FrameType.SETTINGS, 0, 0)
                .putShort((short) HEADER_TABLE_SIZE)
                .putInt(0)
                .putShort((short) ENABLE_PUSH)
                .putInt(0)
                .putShort((short) INITIAL_WINDOW_SIZE)
                .putInt(initialWindowSize)
                .flip();
    }

    public static ByteBuffer settingsAcknowledged() {
        return frame(0, FrameType.SETTINGS, FrameType.ACK, 0).flip();
    }

    public static ByteBuffer pong(long value) {
        return frame(8, FrameType.PING, FrameType.ACK, 0).putLong(value).flip();
    }

    public static ByteBuffer windowUpdate(int stream, int increment) {
        return frame(4, FrameType.WINDOW_UPDATE, 0, stream).putInt(increment).flip();
    }

    public static ByteBuffer reset(int stream, int code) {
        return frame(4, FrameType.RST_STREAM, 0, stream).putInt(code).flip();
    }

    public static ByteBuffer goAway(int lastStream, int code) {
        return frame(8, FrameType.GOAWAY, 0, 0).putInt(lastStream).putInt(code).flip();
    }

    /** A header block, in as many frames as it needs. */
    public static ByteBuffer headers(int stream, HeaderBlockWriter block, boolean endStream, int frameSize) {
        int size = block.length();
        int frames = Math.max(1, (size + frameSize - 1) / frameSize);
        ByteBuffer out = ByteBuffer.allocate(size + frames * FrameHead.SIZE);
        int type = FrameType.HEADERS;
        int flags = endStream ? FrameType.END_STREAM : 0;
        for (int at = 0; at == 0 || at < size; ) {
            int part = Math.min(frameSize, size - at);
            head(out, part, type, at + part == size ? flags | FrameType.END_HEADERS : flags, stream);
            out.put(block.array(), at, part);
            at += Math.max(1, part);
            type = FrameType.CONTINUATION;
            flags = 0;
        }
        return out.flip();
    }

    /** The frame header before {@code size} bytes of a body. */
    public static ByteBuffer dataHead(int stream, int size, boolean endStream) {
        ByteBuffer out = ByteBuffer.allocate(FrameHead.SIZE);
        return head(out, size, FrameType.DATA, endStream ? FrameType.END_STREAM : 0, stream)
                .flip();
    }

    private static ByteBuffer frame(int size, int type, int flags, int stream) {
        return head(ByteBuffer.allocate(FrameHead.SIZE + size), size, type, flags, stream);
    }

    private static ByteBuffer head(ByteBuffer out, int size, int type, int flags, int stream) {
        return out.putInt(size << 8 | type).put((byte) flags).putInt(stream);
    }
}
