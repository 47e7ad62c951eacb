package io.gangway.websocket.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A frame that we put between the frames of others.
 *
 * @param bytes as they go over the wire
 * @param closes whether it is a close frame: nothing follows it
 */
public record InjectedFrame(ByteBuffer bytes, boolean closes) {
    private static final int LONGEST_REASON = 123;

    /**
     * A close frame.
     *
     * @param masked whether it goes to a server
     * @param reason of ASCII; cut when it is too long for a control frame
     */
    static InjectedFrame close(int code, String reason, boolean masked) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, LONGEST_REASON);
        ByteBuffer payload = ByteBuffer.allocate(2 + length);
        payload.putShort((short) code).put(text, 0, length);
        return new InjectedFrame(frame(Opcode.CLOSE, payload.array(), masked), true);
    }

    /** A ping with that payload, at most 125 bytes. */
    static InjectedFrame ping(byte[] payload, boolean masked) {
        return new InjectedFrame(frame(Opcode.PING, payload, masked), false);
    }

    /** A whole frame, not compressed, with the length in its shortest form. */
    public static ByteBuffer frame(int opcode, byte[] payload, boolean masked) {
        int bit = masked ? 0x80 : 0;
        ByteBuffer frame = ByteBuffer.allocate(FrameTracker.LONGEST_HEADER + payload.length);
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

    /** A masking key. */
    public static int newMask() {
        return ThreadLocalRandom.current().nextInt();
    }
}
