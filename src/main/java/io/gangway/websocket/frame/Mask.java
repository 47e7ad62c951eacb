package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/** The masking of payloads (RFC 6455, section 5.3). */
public final class Mask {
    private Mask() {}

    /** Masks or unmasks bytes in place; the first of them is at that index of the payload. */
    public static void apply(int mask, long index, ByteBuffer bytes, int from, int to) {
        if (mask == 0) {
            return;
        }
        int turned = Integer.rotateLeft(mask, 8 * (int) (index & 3));
        long twice = (long) turned << 32 | turned & 0xffffffffL;
        int pos = from;
        for (; pos <= to - 8; pos += 8) {
            bytes.putLong(pos, bytes.getLong(pos) ^ twice);
        }
        for (int i = 0; pos < to; i++, pos++) {
            bytes.put(pos, (byte) (bytes.get(pos) ^ at(turned, i)));
        }
    }

    /** The byte of a mask that counts for that byte of the payload; masking and unmasking are the same. */
    static int at(int mask, int index) {
        return mask >>> (24 - 8 * (index & 3));
    }
}
