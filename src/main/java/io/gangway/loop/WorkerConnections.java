package io.gangway.loop;

import io.gangway.errorlog.LogLevel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The connections of one loop, to clients and upstreams, counted as in a worker of nginx ({@code worker_connections}),
 * and the heap that they and their requests use. When either limit is reached, the connection that has been idle
 * longest is closed for a new one. Confined to the loop unless a method says otherwise.
 */
public final class WorkerConnections {
    /** Approximate heap of one connection, in bytes; measured. */
    static final int CONNECTION = 2 << 10;

    /** Approximate additional heap of TLS, in bytes; measured. */
    public static final int TLS = 24 << 10;

    private static final long SECOND = 1_000_000_000L;

    /** The log text for a lack of heap. */
    public static final String MEMORY = "memory for connections is not enough";

    /**
     * The limits of one loop.
     *
     * @param connections maximum number of connections, at least 1
     * @param limitName name of that limit for the log
     * @param queues whether new connections wait in the backlog when the limit is reached; else they are closed
     * @param heap maximum heap, in bytes
     */
    public record Bounds(int connections, String limitName, boolean queues, long heap) {
        /** No limits. */
        static final Bounds NONE = new Bounds(Integer.MAX_VALUE, "", false, Long.MAX_VALUE);
    }

    private final SelectorEventLoop loop;
    private final BiConsumer<LogLevel, String> log;

    /** Written by the thread that reloads. */
    private volatile Bounds bounds = Bounds.NONE;

    /** Changed by any thread. */
    private final AtomicInteger open = new AtomicInteger();

    /** Number of idle connections that may be closed; other threads may read a stale value. */
    private int idle;

    private IdleConnection first;
    private IdleConnection last;
    private long heap;
    private long warnedNanos;
    private long refusedNanos;

    WorkerConnections(SelectorEventLoop loop, BiConsumer<LogLevel, String> log) {
        this.loop = loop;
        this.log = log;
        warnedNanos = loop.nanoTime() - SECOND;
        refusedNanos = warnedNanos;
    }

    /** Any thread. */
    void bounds(Bounds bounds) {
        this.bounds = bounds;
    }

    /** Whether a new connection could be admitted, as an estimate. Any thread. */
    boolean hasRoom() {
        return open.get() < bounds.connections() || idle > 0;
    }

    /** Whether new connections wait in the backlog when the limit is reached. Any thread. */
    public boolean waits() {
        return bounds.queues();
    }

    /** The number of open connections. Any thread. */
    int count() {
        return open.get();
    }

    /** Counts a new connection. Any thread. */
    public void acquire() {
        open.incrementAndGet();
    }

    /** Counts a closed connection. Any thread. */
    void release() {
        open.decrementAndGet();
        loop.group().connectionClosed();
    }

    /**
     * Enforces the limits for a connection that is already counted, closing idle ones if necessary.
     *
     * @return false when it can't be admitted: it is then not counted any more, and {@link #refusal()} is the reason
     */
    public boolean admit() {
        while (open.get() > bounds.connections() || used() > bounds.heap()) {
            if (!closeIdlest(this::refusal)) {
                release();
                return false;
            }
        }
        return true;
    }

    /** The limit that is reached, in nginx's words. */
    public String refusal() {
        return open.get() >= bounds.connections() ? bounds.limitName() + " not enough" : MEMORY;
    }

    private long used() {
        return heap + (long) open.get() * CONNECTION;
    }

    /**
     * Logs that a connection was refused, at most once a second.
     *
     * @param why the limit that is reached
     */
    public void refused(String why) {
        if (loop.nanoTime() - refusedNanos >= SECOND) {
            refusedNanos = loop.nanoTime();
            log.accept(LogLevel.ALERT, why);
        }
    }

    /** Acquires heap, closing idle connections if necessary; false when not enough is left. */
    public boolean acquireHeap(long bytes) {
        while (used() + bytes > bounds.heap()) {
            if (!closeIdlest(() -> MEMORY)) {
                return false;
            }
        }
        heap += bytes;
        return true;
    }

    public void releaseHeap(long bytes) {
        heap -= bytes;
    }

    /**
     * Closes the connection that has been idle longest; false when none is idle.
     *
     * @param why the limit that is reached, for the log
     */
    public boolean closeIdlest(Supplier<String> why) {
        IdleConnection longest = first;
        if (longest == null) {
            return false;
        }
        if (loop.nanoTime() - warnedNanos >= SECOND) {
            warnedNanos = loop.nanoTime();
            log.accept(LogLevel.WARN, why.get() + ", reusing connections");
        }
        longest.end();
        longest.close.run();
        return true;
    }

    /**
     * Creates the entry of a connection that can be idle.
     *
     * @param close closes the connection
     */
    public IdleConnection idle(Runnable close) {
        return new IdleConnection(close);
    }

    /**
     * A connection's entry in the list of idle ones: those that wait for a request, for the rest of its head or for
     * their end.
     */
    public final class IdleConnection {
        private final Runnable close;
        private IdleConnection previous;
        private IdleConnection next;
        private boolean listed;

        private IdleConnection(Runnable close) {
            this.close = close;
        }

        /** Marks the connection idle, unless it is already. */
        public void begin() {
            if (listed) {
                return;
            }
            listed = true;
            idle++;
            previous = last;
            if (last == null) {
                first = this;
            } else {
                last.next = this;
            }
            last = this;
        }

        /** Marks the connection busy. Idempotent. */
        public void end() {
            if (!listed) {
                return;
            }
            listed = false;
            idle--;
            if (previous == null) {
                first = next;
            } else {
                previous.next = next;
            }
            if (next == null) {
                last = previous;
            } else {
                next.previous = previous;
            }
            previous = null;
            next = null;
        }
    }
}
