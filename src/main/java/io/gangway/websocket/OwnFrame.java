package io.gangway.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A control frame that we put between the frames of others.
 *
 * @param bytes as they go over the wire
 * @param closes whether it is a close frame: nothing follows it
 */
record OwnFrame(ByteBuffer bytes, boolean closes) {
    private static final int LONGEST_REASON = 123;

    /**
     * A close frame.
     *
     * @param masked whether it goes to a server
     * @param reason of ASCII; cut when it is too long for a control frame
     */
    static OwnFrame close(int code, String reason, boolean masked) {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        int length = Math.min(text.length, LONGEST_REASON);
        ByteBuffer payload = ByteBuffer.allocate(2 + length);
        payload.putShort((short) code).put(text, 0, length);
        return new OwnFrame(frame(Opcode.CLOSE, payload.array(), masked), true);
    }

    /** A ping with that payload, at most 125 bytes. */
    static OwnFrame ping(byte[] payload, boolean masked) {
        return new OwnFrame(frame(Opcode.PING, payload, masked), false);
    }

    private static ByteBuffer frame(int opcode, byte[] payload, boolean masked) {
        ByteBuffer frame = ByteBuffer.allocate((masked ? 6 : 2) + payload.length);
        frame.put((byte) (0x80 | opcode));
        frame.put((byte) ((masked ? 0x80 : 0) | payload.length));
        int mask = 0;
        if (masked) {
            mask = ThreadLocalRandom.current().nextInt();
            frame.putInt(mask);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ Mask.at(mask, i)));
        }
        return frame.flip();
    }
}
