package io.gangway.loop;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Retainable;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The buffer pool of an engine. Its memory is bounded well below the limits of the JVM, so that no loop ever waits for
 * the garbage collector: direct memory up to half of the maximum heap size, and an eighth of the heap. When one kind is
 * used up, buffers come from the other. Thread-safe.
 *
 * <p>When more than half of it is in use, memory is short ({@link #isShort}): readers then take {@link
 * io.gangway.loop.EventLoop#SMALL_PIECE} bytes at a time and hold little for slow peers, so that some memory is always
 * left for the others.
 */
public final class BoundedBufferPool implements ByteBufferPool {
    private final BufferArena direct;
    private final BufferArena heap;
    private final long maxOther;

    /** Heap bytes in use outside the arenas. */
    private final AtomicLong other = new AtomicLong();

    /** Creates a pool that is sized by the JVM's maximum heap. */
    public BoundedBufferPool() {
        this(Runtime.getRuntime().maxMemory());
    }

    /**
     * Creates a pool for a JVM with that maximum heap.
     *
     * @param maxHeap in bytes
     */
    public BoundedBufferPool(long maxHeap) {
        direct = new BufferArena(true, maxHeap / 2);
        heap = new BufferArena(false, maxHeap / 8);
        maxOther = maxHeap / 8;
    }

    /** Bytes in use: 64 KiB for each chunk with a buffer in use, and what {@link #hold} has added. */
    public long usedBytes() {
        return direct.usedBytes() + heap.usedBytes() + other.get();
    }

    /** Upper bound of {@link #usedBytes}, as long as the JVM grants the memory. */
    public long maxBytes() {
        return direct.maxBytes() + heap.maxBytes() + maxOther;
    }

    /** Whether more than half of one kind of memory is in use. */
    public boolean isShort() {
        return direct.isShort() || heap.isShort() || other.get() > maxOther / 2;
    }

    /**
     * Acquires an empty buffer.
     *
     * @param size the minimum capacity, in bytes
     * @throws OutOfBuffersException when no memory is left
     */
    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean wantsDirect) {
        if (size > BufferArena.CHUNK_SIZE) {
            return large(size);
        }
        BufferArena wanted = wantsDirect ? direct : heap;
        RetainableByteBuffer.Mutable buffer = wanted.acquire(size);
        if (buffer == null) {
            buffer = (wantsDirect ? heap : direct).acquire(size);
        }
        return buffer == null ? large(size) : buffer;
    }

    private RetainableByteBuffer.Mutable large(int size) {
        if (other.get() + size > maxOther) {
            throw new OutOfBuffersException(size);
        }
        ByteBuffer memory = ByteBuffer.allocate(size).limit(0);
        hold(size);
        return new RetainableByteBuffer.FixedCapacity(memory, new References(size));
    }

    /**
     * Counts heap memory that is held for long outside the buffers of this pool.
     *
     * @param bytes negative when memory is freed
     */
    public void hold(long bytes) {
        other.addAndGet(bytes);
    }

    /** Does nothing: free memory is kept for the next use. */
    @Override
    public void clear() {}

    /** The reference count of a buffer that is not reused. */
    private final class References extends Retainable.ReferenceCounter {
        private final int size;

        References(int size) {
            this.size = size;
        }

        @Override
        public boolean release() {
            boolean last = super.release();
            if (last) {
                hold(-size);
            }
            return last;
        }
    }
}
