package io.gangway.websocket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/** A large stream of bytes that is generated while sending and checked while reading, without being kept in memory. */
final class Torrent {
    /** Not a power of two, so that pieces and buffers end in different places. */
    private static final int PIECE = 65_521;

    private final long length;
    private final AtomicLong sent = new AtomicLong();

    /** Creates a stream of this many bytes. */
    Torrent(long length) {
        this.length = length;
    }

    long length() {
        return length;
    }

    /** Bytes that the sender's socket has accepted so far. */
    long sent() {
        return sent.get();
    }

    /** Sends all bytes; returns their checksum. */
    long pour(OutputStream out) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[PIECE];
        new Random(length).nextBytes(piece);
        for (long number = 0; sent.get() < length; number++) {
            ByteBuffer.wrap(piece).putLong(number);
            int n = (int) Math.min(PIECE, length - sent.get());
            sum.update(piece, 0, n);
            out.write(piece, 0, n);
            sent.addAndGet(n);
        }
        return sum.getValue();
    }

    /** Reads as many bytes; returns their checksum. */
    long drain(InputStream in) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] piece = new byte[PIECE];
        for (long left = length; left > 0; ) {
            int n = in.read(piece, 0, (int) Math.min(PIECE, left));
            if (n < 0) {
                throw new EOFException(left + " of " + length + " bytes are missing");
            }
            sum.update(piece, 0, n);
            left -= n;
        }
        return sum.getValue();
    }
}
