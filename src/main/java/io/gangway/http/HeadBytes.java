package io.gangway.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one head in one piece, however they arrived: pieces are copied in, and what lies behind the head goes
 * back. Scanning an array is faster than a direct buffer, and positions stay valid. Owned by one parser.
 */
final class HeadBytes {
    private static final byte[] NONE = {};

    /** As large as what came at first, which mostly is the whole head. */
    byte[] array = NONE;

    /** The next byte to scan. */
    int position;

    /** The end of what was copied in. */
    int limit;

    /** Copies in up to {@code most} bytes. */
    void pull(ByteBuffer in, int max) {
        int n = Math.min(in.remaining(), max);
        if (array.length - limit < n) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, limit + n));
        }
        in.get(in.position(), array, limit, n);
        in.position(in.position() + n);
        limit += n;
    }

    /** Gives back to the last buffer what was not scanned. */
    void giveBack(ByteBuffer in) {
        in.position(in.position() - (limit - position));
        limit = position;
    }

    /** Empties; a large array is not kept for an idle connection. */
    void reset() {
        position = 0;
        limit = 0;
        if (array.length > 4096) {
            array = NONE;
        }
    }
}
