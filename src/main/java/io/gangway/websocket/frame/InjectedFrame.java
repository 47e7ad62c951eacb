package io.gangway.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A frame of our own between relayed frames.
 *
 * @param bytes in wire format
 * @param closes whether it is a close frame, after which nothing is sent
 */
public record InjectedFrame(ByteBuffer bytes, boolean closes) {
    private static final int MAX_REASON = 123;

    /**
     * Creates a close frame.
     *
     * @param masked whether it is sent to a server
     * @param reason one char per byte; truncated when it is too long for a control frame
     */
    static InjectedFrame close(int code, String reason, boolean masked) {
        byte[] text = reason.getBytes(StandardCharsets.ISO_8859_1);
        int length = Math.min(text.length, MAX_REASON);
        ByteBuffer payload = ByteBuffer.allocate(2 + length);
        payload.putShort((short) code).put(text, 0, length);
        return new InjectedFrame(frame(Opcode.CLOSE, payload.array(), masked), true);
    }

    /** Creates a ping with a payload of at most 125 bytes. */
    static InjectedFrame ping(byte[] payload, boolean masked) {
        return new InjectedFrame(frame(Opcode.PING, payload, masked), false);
    }

    /** Encodes a complete, uncompressed frame with the shortest form of the length. */
    public static ByteBuffer frame(int opcode, byte[] payload, boolean masked) {
        int bit = masked ? 0x80 : 0;
        ByteBuffer frame = ByteBuffer.allocate(FrameTracker.MAX_HEADER + payload.length);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (bit | payload.length));
        } else if (payload.length < 65536) {
            frame.put((byte) (bit | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (bit | 127)).putLong(payload.length);
        }
        int mask = 0;
        if (masked) {
            mask = newMask();
            frame.putInt(mask);
        }
        int start = frame.position();
        frame.put(payload);
        Mask.apply(mask, 0, frame, start, frame.position());
        return frame.flip();
    }

    /** Returns a random masking key. */
    public static int newMask() {
        return ThreadLocalRandom.current().nextInt();
    }
}
