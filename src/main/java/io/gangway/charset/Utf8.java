package io.gangway.charset;

import java.nio.ByteBuffer;

/** Decodes UTF-8 characters of more than one byte as leniently as nginx does (RFC 3629 is stricter). */
final class Utf8 {
    /** The bytes are not a character; the bytes up to the error have been read. */
    static final int INVALID = -1;

    /** The input ends within the character; nothing has been read. */
    static final int INCOMPLETE = -2;

    private Utf8() {}

    /** Reads a non-ASCII character; returns its code point, {@link #INVALID} or {@link #INCOMPLETE}. */
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
        int maxShorter = more == 1 ? 0x7f : more == 2 ? 0x7ff : 0xffff;
        return code > maxShorter ? code : INVALID;
    }
}
