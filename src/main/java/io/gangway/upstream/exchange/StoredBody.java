package io.gangway.upstream.exchange;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A response that is stored in a file while it is received. Bytes that are written can be read again, so that those for
 * a slow client need no file of their own. A failure ends the storing, and the response goes on. Confined to a loop.
 */
interface StoredBody {
    /** Decides, when the head has passed the filters, whether a response is stored. */
    interface Opener {
        /**
         * Starts storing.
         *
         * @param progressed called when bytes have been written
         * @return null if the response is not stored
         */
        StoredBody open(Runnable progressed);
    }

    /** Adds bytes, of which the caller keeps the ownership. */
    void add(RetainableByteBuffer bytes);

    /** Whether the upstream must wait until bytes have been written. */
    boolean isFull();

    /** Number of bytes of the body that can be read. */
    long written();

    /** Reads bytes; {@code then} receives them, which it owns, or null and a failure. */
    void read(long from, int size, BiConsumer<RetainableByteBuffer, IOException> then);

    /** The body is complete: keeps the file. {@code then} is called once, also after a failure. */
    void complete(Runnable then);

    /** The body is not complete: deletes the file. */
    void abort();

    /** Nothing is read any more. Idempotent. */
    void close();
}
