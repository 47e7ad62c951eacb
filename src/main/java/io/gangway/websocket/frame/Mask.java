package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/** Masks and unmasks payloads (RFC 6455, section 5.3). */
public final class Mask {
    private Mask() {}

    /**
     * Masks or unmasks bytes in place.
     *
     * @param index position of the first byte in the payload
     */
    public static void apply(int mask, long index, ByteBuffer bytes, int from, int to) {
        if (mask == 0) {
            return;
        }
        int rotated = Integer.rotateLeft(mask, 8 * (int) (index & 3));
        long twice = (long) rotated << 32 | rotated & 0xffffffffL;
        int pos = from;
        for (; pos <= to - 8; pos += 8) {
            bytes.putLong(pos, bytes.getLong(pos) ^ twice);
        }
        for (int i = 0; pos < to; i++, pos++) {
            bytes.put(pos, (byte) (bytes.get(pos) ^ at(rotated, i)));
        }
    }

    /** The byte of the masking key for a position in the payload. */
    static int at(int mask, int index) {
        return mask >>> (24 - 8 * (index & 3));
    }
}
