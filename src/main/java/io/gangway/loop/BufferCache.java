package io.gangway.loop;

import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Caches the last buffer released in this loop iteration. A busy loop goes to the pool once per iteration instead of
 * once per connection; an idle loop holds nothing. Confined to its loop.
 */
final class BufferCache {
    private final ByteBufferPool pool;

    /** Null when the cache is empty. */
    private RetainableByteBuffer spare;

    BufferCache(ByteBufferPool pool) {
        this.pool = pool;
    }

    /** Returns an empty direct buffer of at least that size. */
    RetainableByteBuffer acquire(int size) {
        RetainableByteBuffer taken = spare;
        if (taken == null || taken.capacity() != size) {
            return pool.acquire(size, true);
        }
        spare = null;
        return taken;
    }

    /** Caches a released buffer; returns it to the pool when there is one already. */
    void keep(RetainableByteBuffer buffer) {
        if (spare != null) {
            buffer.release();
            return;
        }
        BufferUtil.clear(buffer.getByteBuffer());
        spare = buffer;
    }

    /** Returns the buffer to the pool at the end of the loop iteration. */
    void release() {
        if (spare != null) {
            spare.release();
            spare = null;
        }
    }
}
