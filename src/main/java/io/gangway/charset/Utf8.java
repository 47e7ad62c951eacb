package io.gangway.charset;

import java.nio.ByteBuffer;

/** Characters of more than one byte in UTF-8, read as leniently as nginx does (RFC 3629 has more that is wrong). */
final class Utf8 {
    /** The bytes are no character; those that show it have been read. */
    static final int INVALID = -1;

    /** The input ends within the character; nothing has been read. */
    static final int INCOMPLETE = -2;

    private Utf8() {}

    /** Reads a character, which is not ASCII; its code point, {@link #INVALID} or {@link #INCOMPLETE}. */
    static int decode(ByteBuffer in) {
        int first = in.get(in.position()) & 0xff;
        if (first < 0xc2 || first >= 0xf8) {
            in.get();
            return INVALID;
        }
        int more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        if (in.remaining() <= more) {
            return INCOMPLETE;
        }
        in.get();
        int code = first & 0x3f >> more;
        for (int i = 0; i < more; i++) {
            byte next = in.get();
            if (next >= 0) {
                return INVALID;
            }
            code = code << 6 | next & 0x3f;
        }
        int longestShorter = more == 1 ? 0x7f : more == 2 ? 0x7ff : 0xffff;
        return code > longestShorter ? code : INVALID;
    }
}
