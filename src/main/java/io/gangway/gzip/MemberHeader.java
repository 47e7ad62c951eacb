package io.gangway.gzip;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Reads what stands before the data of a gzip member (RFC 1952, 2.3), in whatever pieces it comes. For one member. */
final class MemberHeader {
    private static final int FIXED_SIZE = 10;
    /** Magic number and method. */
    private static final int START_SIZE = 3;

    private static final int MAGIC = 0x1f8b;
    private static final int DEFLATE = 8;

    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    /** Bytes of the fixed part that have come. */
    private int fixed;

    /** The first of them. */
    private int start;

    /** What the flags announce and has not come yet. */
    private int left;

    /** Bytes of the length of the extra field that have come, and the length. */
    private int lengthBytes;

    /** Bytes that are to be passed over. */
    private int skip;

    /** True when the data is next; false when there must be more of the header. */
    boolean read(ByteBuffer in) throws DataFormatException {
        while (fixed < FIXED_SIZE || skip > 0 || left != 0) {
            if (!in.hasRemaining()) {
                return false;
            }
            take(in.get() & 0xff);
        }
        return true;
    }

    private void take(int b) throws DataFormatException {
        if (fixed < FIXED_SIZE) {
            fixed(b);
        } else if (skip > 0 && (left & EXTRA) == 0) {
            skip--;
        } else if ((left & EXTRA) != 0) {
            skip |= b << 8 * lengthBytes++;
            left &= lengthBytes == 2 ? ~EXTRA : ~0;
        } else if ((left & (NAME | COMMENT)) != 0) {
            if (b == 0) {
                left &= (left & NAME) != 0 ? ~NAME : ~COMMENT;
            }
        } else {
            left = 0;
            skip = 1;
        }
    }

    private void fixed(int b) throws DataFormatException {
        if (fixed < START_SIZE) {
            start = start << 8 | b;
        }
        // As in zlib, one wrong byte alone is not looked at.
        if (fixed == 1 && start != MAGIC || fixed == 2 && b != DEFLATE) {
            throw GunzipSink.failed();
        }
        if (fixed == START_SIZE) {
            if ((b & RESERVED) != 0) {
                throw GunzipSink.failed();
            }
            left = b & (HEADER_CRC | EXTRA | NAME | COMMENT);
        }
        fixed++;
    }
}
