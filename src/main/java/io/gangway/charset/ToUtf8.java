package io.gangway.charset;

import java.nio.ByteBuffer;

/** Converts from a single-byte charset to UTF-8. */
final class ToUtf8 implements Table {
    /** As in nginx, a longer beginning of a piece that needs no conversion is copied unchanged. */
    private static final int LONG = 512;

    private final byte[][] table;

    /**
     * Creates a table.
     *
     * @param table 256 sequences of at most 3 bytes; must not be changed
     */
    ToUtf8(byte[][] table) {
        this.table = table;
    }

    @Override
    public Recoding begin() {
        return new Run();
    }

    /**
     * As in nginx, bytes that map to a single byte are copied unchanged if the whole piece consists of them, or its
     * beginning if that is long: there, bytes that the map lacks do not become question marks.
     */
    private final class Run implements Recoding {
        /** Remaining bytes of this piece that are copied unchanged; -1 when the next input is a new piece. */
        private int plain = -1;

        @Override
        public boolean recode(ByteBuffer in, ByteBuffer out) {
            if (plain < 0) {
                plain = plainStart(in);
            }
            while (in.hasRemaining()) {
                if (out.remaining() < MAX) {
                    return false;
                }
                byte next = in.get();
                if (plain > 0) {
                    plain--;
                    out.put(next);
                } else {
                    out.put(table[next & 0xff]);
                }
            }
            plain = -1;
            return true;
        }

        private int plainStart(ByteBuffer in) {
            int at = in.position();
            while (at < in.limit() && table[in.get(at) & 0xff].length == 1) {
                at++;
            }
            int length = at - in.position();
            return at == in.limit() || length > LONG ? length : 0;
        }
    }
}
