package io.gangway.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A buffer pool that tracks who holds its buffers and can fail on request. */
final class WatchedBuffers extends ArrayByteBufferPool.Tracking {
    private final AtomicInteger skips = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    /** Fails acquisitions after the next ones, as a JVM without direct memory does. */
    void fail(int skipped, int times) {
        skips.set(skipped);
        failures.set(times);
    }

    /** The number of buffers in use. */
    int inUse() {
        return getLeaks().size();
    }

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
        if (failures.get() > 0 && skips.getAndDecrement() <= 0 && failures.getAndDecrement() > 0) {
            throw new OutOfMemoryError("Cannot reserve " + size + " bytes of direct buffer memory");
        }
        return super.acquire(size, direct);
    }
}
