package io.gangway.upstream.exchange;

import java.nio.ByteBuffer;

/** How the pieces of a request body are framed for the upstream. Immutable. */
public interface BodyFraming {
    /**
     * Maximum size of a piece, in bytes. Bytes that are available are joined into one piece up to {@link #joined()};
     * larger pieces are cut.
     */
    int largest();

    /** Up to how many bytes available pieces are joined; 0 to frame each by itself. */
    int joined();

    /** Writes what precedes a piece of that size into a buffer with room for 16 bytes; nothing for a size of 0. */
    void before(ByteBuffer out, int size);

    /**
     * Writes what follows a piece into a buffer with room for 16 bytes.
     *
     * @param size of the piece; 0 for none
     * @param last whether the body ends here
     */
    void after(ByteBuffer out, int size, boolean last);
}
