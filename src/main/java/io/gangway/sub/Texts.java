package io.gangway.sub;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;

/** The texts to search for, ignoring ASCII case. Immutable. */
final class Texts {
    /** No text begins here. */
    static final int NONE = -1;

    /** A text may begin here, but the input ends before that is certain. */
    static final int UNDECIDED = -2;

    private final byte[][] texts;

    /** The bytes with which texts begin, in lower case. */
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

    /** The position where the next text may begin; the limit if there is none. */
    int next(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit() && !first[lower(bytes.get(at)) & 0xff]) {
            at++;
        }
        return at;
    }

    /**
     * The index of the text at the position, {@link #NONE} or {@link #UNDECIDED}. As in nginx, texts are tried in the
     * configured order, and an undecided one comes before a later match.
     *
     * @param excluded texts that are not searched for
     */
    int find(ByteBuffer bytes, BitSet excluded) {
        for (int i = excluded.nextClearBit(0); i < texts.length; i = excluded.nextClearBit(i + 1)) {
            byte[] text = texts[i];
            int from = bytes.position();
            int available = Math.min(text.length, bytes.remaining());
            int same = 0;
            while (same < available && lower(bytes.get(from + same)) == text[same]) {
                same++;
            }
            if (same == available) {
                return same == text.length ? i : UNDECIDED;
            }
        }
        return NONE;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }
}
