package io.gangway.http;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one head in one array, however they arrived: pieces are copied in, and what follows the head is given
 * back. Scanning an array is faster than scanning a direct buffer, and positions stay valid. Owned by one parser.
 */
final class HeadBytes {
    private static final byte[] NONE = {};

    /** As large as the first piece at first, which usually holds the whole head. */
    byte[] array = NONE;

    /** The next byte to scan. */
    int position;

    /** The end of what was copied in. */
    int limit;

    /** Copies in at most {@code most} bytes. */
    void pull(ByteBuffer in, int max) {
        int n = Math.min(in.remaining(), max);
        if (array.length - limit < n) {
            array = Arrays.copyOf(array, Math.max(2 * array.length, limit + n));
        }
        in.get(in.position(), array, limit, n);
        in.position(in.position() + n);
        limit += n;
    }

    /** Gives the bytes that were not scanned back to the last buffer. */
    void giveBack(ByteBuffer in) {
        in.position(in.position() - (limit - position));
        limit = position;
    }

    /** Empties it; a large array is not kept for an idle connection. */
    void reset() {
        position = 0;
        limit = 0;
        if (array.length > 4096) {
            array = NONE;
        }
    }
}
