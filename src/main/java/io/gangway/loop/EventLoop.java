package io.gangway.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * One selector thread and what is confined to it. An exchange, its client leg, its upstream leg and their timers live on
 * one loop; every callback of theirs runs there, so none of them needs a lock.
 */
public interface EventLoop {
    /** What is read at once while memory is short. */
    int SMALL_PIECE = 4096;

    /** Whether the caller runs on this loop's thread. */
    boolean isCurrent();

    /** Runs a task on the loop, soon and never inside the caller's stack. Callable from any thread. */
    void execute(Runnable task);

    /**
     * Runs a task that may block (disk, name look-up, password hash) on a bounded pool, then hands its result, or what it
     * threw, to {@code then} on this loop.
     */
    <T> void offload(Callable<T> task, BiConsumer<T, Throwable> then);

    /** A timer of this loop, not armed. Use on the loop only. */
    Timer timer(Runnable expired);

    /** Opens an upstream leg on this loop; exactly one call of the listener follows, never inside this call. */
    Dialling dial(ConnectAttempt attempt, ConnectAttempt.Listener listener);

    /** Opens a socket for datagrams to and from one peer. Use on the loop only; the listener is not called inside this call. */
    Datagrams datagrams(InetSocketAddress peer, Datagrams.Listener listener) throws IOException;

    /** The process's pool; buffers are taken direct. */
    ByteBufferPool buffers();

    /**
     * A buffer of {@link #buffers()} for bytes that are on their way: the one that was given back last in this turn, if it has
     * that size, so that connections that follow each other use the same memory. Use on the loop only.
     */
    RetainableByteBuffer borrow(int size);

    /** Takes back, empty or not, what was borrowed and nobody else retains. Use on the loop only. */
    void release(RetainableByteBuffer buffer);

    /**
     * Whether more than half of the memory for messages is in use: read less at once, hold less for who is slow. False where the
     * pool is somebody else's.
     */
    boolean isShortOfMemory();

    /** How much to read at once: so many bytes, or 4 KiB while memory is short. */
    default int pieceSize(int wanted) {
        return isShortOfMemory() ? Math.min(wanted, SMALL_PIECE) : wanted;
    }

    /** So many bytes of the heap are held for a message from now on; less than none: they are free. */
    void hold(long bytes);

    /** The monotonic clock, in nanoseconds, as read once in this turn of the loop. */
    long nanoTime();

    /** {@link #nanoTime()} in milliseconds: for whatever lasts. */
    default long monotonicMillis() {
        return monotonicMillis(nanoTime());
    }

    /**
     * The same of another moment of {@link #nanoTime()}. Its seconds begin when those of the wall clock began at the start of the
     * loop: nginx's rates allow a portion for each second of the wall clock that has begun.
     */
    long monotonicMillis(long nanos);

    /**
     * The wall clock, in milliseconds since 1970, as read once in this turn of the loop. It may leap both ways: for what is told
     * or compared with dates, never for what lasts.
     */
    long currentTimeMillis();

    /** {@link #currentTimeMillis()} as an HTTP date, formatted at most once a second. */
    String httpDate();

    /** Something that lives as long as this loop or until {@link #forget}, made on first use; for idle pools and the like. */
    <T> T local(Object key, Supplier<T> first);

    /** Ends what {@link #local} keeps under the key and answers it; null when there is none. */
    <T> T forget(Object key);

    /** An attempt to connect that is under way. */
    interface Dialling {
        /** Gives the attempt up; the listener is not called any more. */
        void cancel();
    }
}
