package io.gangway.http;

import java.nio.ByteBuffer;

/** Writes the framing of a chunked body (RFC 9112, 7.1). */
public final class ChunkedEncoder {
    /** The maximum number of bytes that {@link #header} writes. */
    public static final int HEADER_SIZE = 10;

    private ChunkedEncoder() {}

    /** Writes the line before a chunk of {@code size} (above 0) bytes: lower-case hex and CRLF. */
    public static void header(ByteBuffer out, int size) {
        if (size <= 0) {
            throw new IllegalArgumentException("size: " + size + " (expected: > 0)");
        }
        for (int shift = (31 - Integer.numberOfLeadingZeros(size)) / 4 * 4; shift >= 0; shift -= 4) {
            out.put((byte) "0123456789abcdef".charAt(size >> shift & 15));
        }
        end(out);
    }

    /** Writes the CRLF after the bytes of a chunk. */
    public static void end(ByteBuffer out) {
        out.put((byte) '\r').put((byte) '\n');
    }

    /** Writes the last chunk and the end of the body without trailers: 5 bytes. */
    public static void last(ByteBuffer out) {
        out.put((byte) '0');
        end(out);
        end(out);
    }

    /** Writes the last chunk, the trailers and the end of the body into a head writer. */
    public static void last(HeadWriter out, Fields trailers) {
        out.text("0\r\n").fields(trailers).end();
    }
}
