package io.gangway.sub;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/** The texts that are looked for, in any case of ASCII. Immutable. */
final class Texts {
    /** None begins here. */
    static final int NONE = -1;

    /** One may begin here: the bytes end before that is known. */
    static final int UNDECIDED = -2;

    private final byte[][] texts;

    /** With which bytes they begin. */
    private final boolean[] first = new boolean[256];

    /** @param texts none of them empty */
    Texts(List<String> texts) {
        this.texts = new byte[texts.size()][];
        for (int i = 0; i < this.texts.length; i++) {
            String text = texts.get(i);
            byte[] bytes = new byte[text.length()];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = lower((byte) text.charAt(j));
            }
            this.texts[i] = bytes;
            first[bytes[0] & 0xff] = true;
        }
    }

    int count() {
        return texts.length;
    }

    int length(int index) {
        return texts[index].length;
    }

    /** Where the next one may begin; the limit when none does. */
    int next(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit() && !first[lower(bytes.get(at)) & 0xff]) {
            at++;
        }
        return at;
    }

    /**
     * Which one stands at the position. As in nginx the one that was said first counts, also while it is not known whether it
     * is there.
     *
     * @param left out
     */
    int find(ByteBuffer bytes, BitSet left) {
        for (int i = left.nextClearBit(0); i < texts.length; i = left.nextClearBit(i + 1)) {
            byte[] text = texts[i];
            int from = bytes.position();
            int there = Math.min(text.length, bytes.remaining());
            int same = 0;
            while (same < there && lower(bytes.get(from + same)) == text[same]) {
                same++;
            }
            if (same == there) {
                return same == text.length ? i : UNDECIDED;
            }
        }
        return NONE;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
}
