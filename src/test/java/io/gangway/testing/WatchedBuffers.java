package io.gangway.testing;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** A pool that knows who has its buffers, and that has none left when a test says so. */
final class WatchedBuffers extends ArrayByteBufferPool.Tracking {
    private final AtomicInteger failures = new AtomicInteger();

    /** The next acquisitions fail as they do when the JVM may have no more direct memory. */
    void fail(int times) {
        failures.set(times);
    }

    /** How many are out now. */
    int out() {
        return getLeaks().size();
    }

    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
        if (failures.get() > 0 && failures.getAndDecrement() > 0) {
            throw new OutOfMemoryError("Cannot reserve " + size + " bytes of direct buffer memory");
        }
        return super.acquire(size, direct);
    }
}
