package io.gangway.http2.frame;

import static io.gangway.http2.frame.ErrorCode.FRAME_SIZE_ERROR;
import static io.gangway.http2.frame.ErrorCode.PROTOCOL_ERROR;

import java.nio.ByteBuffer;

/**
 * The header of a frame, and the checks that need nothing else (RFC 9113, 4.1 and 6).
 *
 * @param length of the payload, padding included
 * @param stream 0 for the connection
 */
record FrameHead(int length, int type, int flags, int stream) {
    /** Its length in bytes. */
    static final int SIZE = 9;

    /** The one at the position of {@code in}, which does not move; all of its bytes must be there. */
    static FrameHead at(ByteBuffer in) {
        int start = in.position();
        int word = in.getInt(start);
        return new FrameHead(word >>> 8, word & 0xff, in.get(start + 4), in.getInt(start + 5) & 0x7fffffff);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** How many bytes of the payload describe the rest, or are all of it; throws for a wrong length. */
    int prelude() throws Http2ConnectionException {
        return switch (type) {
            case FrameType.DATA -> {
                if (has(FrameType.PADDED) && length == 0) {
                    throw wrongSize("client sent padded DATA frame with incorrect length: 0");
                }
                yield has(FrameType.PADDED) ? 1 : 0;
            }
            case FrameType.HEADERS -> {
                int size = (has(FrameType.PADDED) ? 1 : 0) + (has(FrameType.PRIORITISED) ? 5 : 0);
                if (length < size) {
                    throw wrongSize("client sent HEADERS frame with incorrect length " + length);
                }
                if (length == size) {
                    throw wrongSize("client sent HEADERS frame with empty header block");
                }
                yield size;
            }
            case FrameType.PRIORITY -> exactly("PRIORITY", 5);
            case FrameType.RST_STREAM -> exactly("RST_STREAM", 4);
            case FrameType.PING -> exactly("PING", 8);
            case FrameType.WINDOW_UPDATE -> exactly("WINDOW_UPDATE", 4);
            case FrameType.GOAWAY -> {
                if (length < 8) {
                    throw wrongSize("client sent GOAWAY frame with incorrect length " + length);
                }
                yield 0;
            }
            default -> 0;
        };
    }

    private int exactly(String name, int size) throws Http2ConnectionException {
        if (length != size) {
            throw wrongSize("client sent " + name + " frame with incorrect length " + length);
        }
        return size;
    }

    private static Http2ConnectionException wrongSize(String message) {
        return new Http2ConnectionException(FRAME_SIZE_ERROR, message);
    }

    /** Throws for a frame that does not belong to a stream. */
    void ofStream(String name) throws Http2ConnectionException {
        identified(stream != 0, name);
    }

    /** Throws for a frame that does not belong to the connection. */
    void ofConnection(String name) throws Http2ConnectionException {
        identified(stream == 0, name);
    }

    private static void identified(boolean right, String name) throws Http2ConnectionException {
        if (!right) {
            throw new Http2ConnectionException(
                    PROTOCOL_ERROR, "client sent " + name + " frame with incorrect identifier");
        }
    }
}
