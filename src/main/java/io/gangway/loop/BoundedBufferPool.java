package io.gangway.loop;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Retainable;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * The buffers of an engine. Their memory is bounded, well below what the JVM may have, so that no loop ever waits for the
 * garbage collector: half of the largest heap's size in direct memory, and an eighth of the heap. Where one kind is used up, a
 * buffer is of the other. Safe for all threads.
 *
 * <p>When more than half of it is in use, memory is short: who reads takes {@link io.gangway.loop.EventLoop#SMALL_PIECE} at a time and holds
 * little for peers that are slow. So there is always some left for those that are not.
 */
public final class BoundedBufferPool implements ByteBufferPool {
    private final BufferArena direct;
    private final BufferArena heap;
    private final long maxOther;

    /** Bytes of the heap that are held beside the arenas. */
    private final AtomicLong other = new AtomicLong();

    /** The default: as much as the JVM's largest heap allows. */
    public BoundedBufferPool() {
        this(Runtime.getRuntime().maxMemory());
    }

    /**
     * One for a JVM whose heap has that maximum.
     *
     * @param maxHeap in bytes
     */
    public BoundedBufferPool(long maxHeap) {
        direct = new BufferArena(true, maxHeap / 2);
        heap = new BufferArena(false, maxHeap / 8);
        maxOther = maxHeap / 8;
    }

    /** Bytes that are in use: 64 KiB wherever one buffer of them is, and what was {@link #hold held} beside. */
    public long usedBytes() {
        return direct.usedBytes() + heap.usedBytes() + other.get();
    }

    /** Whether more than half of one kind is in use. */
    public boolean isShort() {
        return direct.isShort() || heap.isShort() || other.get() > maxOther / 2;
    }

    /**
     * A buffer of at least that size.
     *
     * @throws OutOfBuffersException when nothing is left
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

    /** Memory of the heap is taken for long, by somebody who has no buffer of this; less than none: it is free. */
    public void hold(long bytes) {
        other.addAndGet(bytes);
    }

    /** Nothing is dropped: what is free is kept for the next use. */
    @Override
    public void clear() {}

    /** Who has a buffer that is not kept after its use. */
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
