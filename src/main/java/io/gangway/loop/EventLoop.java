package io.gangway.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A selector thread and everything confined to it. An exchange, its client leg, its upstream leg and their timers live
 * on one loop; all their callbacks run there, so none of them needs a lock.
 */
public interface EventLoop {
    /** How many bytes are read at once while memory is short. */
    int SMALL_PIECE = 4096;

    /** Whether the caller runs on this loop's thread. */
    boolean isCurrent();

    /** Runs a task on the loop, soon and never within this call. Callable from any thread. */
    void execute(Runnable task);

    /**
     * Runs a task that may block (disk, name lookup, password hash) on a bounded pool. Its result, or the exception
     * that it threw, is then passed to {@code then} on this loop, exactly once.
     */
    <T> void offload(Callable<T> task, BiConsumer<T, Throwable> then);

    /** Creates a timer of this loop, not armed. Use on the loop only. */
    Timer timer(Runnable expired);

    /**
     * Opens an upstream leg on this loop; the listener is called exactly once, unless cancelled, and never within this
     * call.
     */
    Dialling dial(ConnectAttempt attempt, ConnectAttempt.Listener listener);

    /** Opens a UDP socket to one peer. Use on the loop only; the listener is never called within this call. */
    Datagrams datagrams(InetSocketAddress peer, Datagrams.Listener listener) throws IOException;

    /** The buffer pool of the process; use direct buffers. */
    ByteBufferPool buffers();

    /**
     * Borrows a buffer of {@link #buffers()} for bytes in transit. It is the buffer released last in this loop
     * iteration, if that has the requested size: so connections that are served one after the other use the same
     * memory. Use on the loop only.
     */
    RetainableByteBuffer borrow(int size);

    /** Releases a borrowed buffer, empty or not; it may not be retained any more. Use on the loop only. */
    void release(RetainableByteBuffer buffer);

    /**
     * Whether more than half of the memory for messages is in use: then read less at once, and hold less for slow
     * peers. Always false with a pool of the application's own.
     */
    boolean isShortOfMemory();

    /** How many bytes to read at once: {@code wanted}, or at most {@link #SMALL_PIECE} while memory is short. */
    default int pieceSize(int wanted) {
        return isShortOfMemory() ? Math.min(wanted, SMALL_PIECE) : wanted;
    }

    /**
     * Counts heap memory that is held for a message.
     *
     * @param bytes negative when memory is freed
     */
    void hold(long bytes);

    /** The monotonic clock in nanoseconds, cached: it is read only before and after the loop waits. */
    long nanoTime();

    /** {@link #nanoTime()} in milliseconds, for durations. */
    default long monotonicMillis() {
        return monotonicMillis(nanoTime());
    }

    /**
     * Converts a value of {@link #nanoTime()} to milliseconds. Its seconds begin when those of the wall clock began at
     * the start of the loop: nginx's rates allow a portion for each second of the wall clock that has begun.
     */
    long monotonicMillis(long nanos);

    /**
     * The wall clock in milliseconds since 1970, cached like {@link #nanoTime()}. It may jump in both directions: for
     * dates only, never for durations.
     */
    long currentTimeMillis();

    /** {@link #currentTimeMillis()} as an HTTP date, formatted at most once a second. */
    String httpDate();

    /**
     * Returns an object that lives as long as this loop or until {@link #forget}, created on first use; for idle pools
     * and the like.
     */
    <T> T local(Object key, Supplier<T> first);

    /** Removes and returns the object that {@link #local} keeps under the key; null when there is none. */
    <T> T forget(Object key);

    /** A pending attempt to connect. */
    interface Dialling {
        /** Cancels the attempt; the listener is not called any more. */
        void cancel();
    }
}
