package io.gangway.http2.frame;

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
    int prelude(FrameSender sender) throws Http2ConnectionException {
        return switch (type) {
            case FrameType.DATA -> {
                if (has(FrameType.PADDED) && length == 0) {
                    throw sender.length(type, 0);
                }
                yield has(FrameType.PADDED) ? 1 : 0;
            }
            case FrameType.HEADERS -> {
                int size = (has(FrameType.PADDED) ? 1 : 0) + (has(FrameType.PRIORITISED) ? 5 : 0);
                if (length < size) {
                    throw sender.length(type, length);
                }
                if (length == size && sender == FrameSender.CLIENT) {
                    throw new Http2ConnectionException(
                            ErrorCode.FRAME_SIZE_ERROR, "client sent HEADERS frame with empty header block");
                }
                yield size;
            }
            // As in nginx, the priorities of an upstream are skipped whatever they are.
            case FrameType.PRIORITY -> sender == FrameSender.CLIENT ? exactly(5, sender) : 0;
            case FrameType.RST_STREAM -> exactly(4, sender);
            case FrameType.PING -> exactly(8, sender);
            case FrameType.WINDOW_UPDATE -> exactly(4, sender);
            case FrameType.GOAWAY -> {
                if (length < 8) {
                    throw sender.length(type, length);
                }
                yield 8;
            }
            default -> 0;
        };
    }

    private int exactly(int size, FrameSender sender) throws Http2ConnectionException {
        if (length != size) {
            throw sender.length(type, length);
        }
        return size;
    }

    /** Throws for a frame that does not belong to a stream. */
    void ofStream(FrameSender sender) throws Http2ConnectionException {
        if (stream == 0) {
            throw sender.identifier(type, 0);
        }
    }

    /** Throws for a frame that does not belong to the connection. */
    void ofConnection(FrameSender sender) throws Http2ConnectionException {
        if (stream != 0) {
            throw sender.identifier(type, stream);
        }
    }
}
