package io.gangway.charset;

import java.nio.ByteBuffer;

/** From single bytes to UTF-8. */
final class ToUtf8 implements Table {
    /** As in nginx: so long a start of a piece that needs no recoding goes on as it is. */
    private static final int LONG = 512;

    private final byte[][] table;

    /** @param table 256 sequences of at most 3 bytes, which nobody changes any more */
    ToUtf8(byte[][] table) {
        this.table = table;
    }

    @Override
    public Recoding begin() {
        return new Run();
    }

    /**
     * As in nginx bytes that become a single one stay as they are in a piece without others, and at its start when that is
     * long: there a byte that the map does not have is no question mark.
     */
    private final class Run implements Recoding {
        /** Bytes of this piece that go on as they are; -1 when the next input is a new piece. */
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
