package io.gangway.gzip;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/** Parses the header of one gzip member (RFC 1952, section 2.3) incrementally. */
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

    /** Received bytes of the fixed part. */
    private int fixed;

    /** The first of these bytes. */
    private int start;

    /** Optional parts that the flags announce and that are still to be read. */
    private int left;

    /** Received bytes of the length of the extra field. */
    private int lengthBytes;

    /** Bytes to be skipped. */
    private int skip;

    /** True when the data follows; false when more of the header is needed. */
    boolean read(ByteBuffer in) throws DataFormatException {
        while (fixed < FIXED_SIZE || skip > 0 || left != 0) {
            if (!in.hasRemaining()) {
                return false;
            }
            accept(in.get() & 0xff);
        }
        return true;
    }

    private void accept(int b) throws DataFormatException {
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
        // As in zlib, the first byte is not checked alone.
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
