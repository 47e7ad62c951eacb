package io.gangway.charset;

import java.nio.ByteBuffer;

/** Converts from one single-byte charset to another. */
final class ByteTable implements Table, Recoding {
    private final byte[] table;

    /**
     * Creates a table.
     *
     * @param table 256 bytes; must not be changed
     */
    ByteTable(byte[] table) {
        this.table = table;
    }

    @Override
    public Recoding begin() {
        return this;
    }

    @Override
    public boolean keepsLength() {
        return true;
    }

    @Override
    public boolean recode(ByteBuffer in, ByteBuffer out) {
        for (int n = Math.min(in.remaining(), out.remaining()); n > 0; n--) {
            out.put(table[in.get() & 0xff]);
        }
        return !in.hasRemaining();
    }
}
