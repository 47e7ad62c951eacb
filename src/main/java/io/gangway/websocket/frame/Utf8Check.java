package io.gangway.websocket.frame;

import java.nio.ByteBuffer;

/**
 * Checks incrementally whether a text is UTF-8 (RFC 3629). Eight ASCII bytes are checked at once. Confined to the loop
 * of its tunnel.
 */
public final class Utf8Check {
    private static final long NOT_ASCII = 0x8080808080808080L;

    /** Remaining bytes of the current character. */
    private int missing;
    /** The range of the next one. */
    private int min;

    private int max;

    /** Starts a new text. */
    public void reset() {
        missing = 0;
    }

    /** Whether the text may end here. */
    public boolean isComplete() {
        return missing == 0;
    }

    /**
     * Checks the next bytes.
     *
     * @param mask the masking key; 0 for none
     * @param index position of the first byte in the masked payload
     * @return false when they are not UTF-8
     */
    public boolean accepts(ByteBuffer bytes, int from, int to, int mask, long index) {
        int rotated = Integer.rotateLeft(mask, 8 * (int) (index & 3));
        long twice = (long) rotated << 32 | rotated & 0xffffffffL;
        for (int pos = from; pos < to; pos++) {
            if (missing == 0) {
                // Steps of eight do not rotate the mask.
                while (pos <= to - 8
                        && ((bytes.getLong(pos) ^ Long.rotateLeft(twice, 8 * (pos - from & 3))) & NOT_ASCII) == 0) {
                    pos += 8;
                }
                if (pos == to) {
                    return true;
                }
            }
            if (!accepts((bytes.get(pos) ^ Mask.at(rotated, pos - from)) & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private boolean accepts(int b) {
        if (missing > 0) {
            boolean fits = b >= min && b <= max;
            missing--;
            min = 0x80;
            max = 0xbf;
            return fits;
        }
        if (b < 0x80) {
            return true;
        }
        min = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
        max = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
        missing = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
        return b >= 0xc2 && b <= 0xf4;
    }
}
