package io.gangway.loop;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * The buffer that was given back last in this turn of a loop, for who needs one next. A loop that has much to do goes to the
 * pool once a turn and not for each connection; one that waits holds nothing. Confined to its loop.
 */
final class BufferCache {
    private final ByteBufferPool pool;

    /** Null when there is none. */
    private RetainableByteBuffer spare;

    BufferCache(ByteBufferPool pool) {
        this.pool = pool;
    }

    /** An empty direct buffer of at least that size. */
    RetainableByteBuffer acquire(int size) {
        RetainableByteBuffer taken = spare;
        if (taken == null || taken.capacity() != size) {
            return pool.acquire(size, true);
        }
        spare = null;
        return taken;
    }

    /** A second one goes back to the pool. */
    void keep(RetainableByteBuffer buffer) {
        if (spare != null) {
            buffer.release();
            return;
        }
        BufferUtil.clear(buffer.getByteBuffer());
        spare = buffer;
    }

    /** The turn is over. */
    void release() {
        if (spare != null) {
            spare.release();
            spare = null;
        }
    }
}
