package io.gangway.loop;

import io.gangway.errorlog.LogLevel;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The connections of one loop, to clients and to upstreams, as a worker of nginx counts them for {@code worker_connections}, and
 * the heap that they and their requests take. Where either runs out, a connection that waits for a request gives way to a new one,
 * the one that has waited longest first. Confined to the loop but for what says otherwise.
 */
public final class WorkerConnections {
    /** The heap of one connection, about; measured. */
    static final int CONNECTION = 2 << 10;

    /** The heap of TLS beside, about; measured. */
    public static final int TLS = 24 << 10;

    private static final long SECOND = 1_000_000_000L;

    public static final String MEMORY = "memory for connections is not enough";

    /**
     * Bounds of one loop.
     *
     * @param connections the most, 1 at least
     * @param said which limit that is, as the log has it
     * @param waits whether new connections wait for a place; else they are closed
     * @param heap bytes
     */
    public record Bounds(int connections, String said, boolean waits, long heap) {
        /** None. */
        static final Bounds NONE = new Bounds(Integer.MAX_VALUE, "", false, Long.MAX_VALUE);
    }

    private final SelectorEventLoop loop;
    private final BiConsumer<LogLevel, String> log;

    /** Written by the thread that reloads. */
    private volatile Bounds bounds = Bounds.NONE;

    /** Changed by any thread. */
    private final AtomicInteger open = new AtomicInteger();

    /** How many would give way; other threads look at it where it may be a moment old. */
    private int waiting;

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
    void bounds(Bounds newBounds) {
        bounds = newBounds;
    }

    /** Whether a new connection would find a place, as far as can be told from outside. Any thread. */
    boolean hasRoom() {
        return open.get() < bounds.connections() || waiting > 0;
    }

    /** Whether new connections stay where they are until there is a place. Any thread. */
    public boolean waits() {
        return bounds.waits();
    }

    /** Counts one that is to come. Any thread. */
    public void acquire() {
        open.incrementAndGet();
    }

    /** One has gone. Any thread. */
    void release() {
        open.decrementAndGet();
        loop.group().roomAgain();
    }

    /** Makes a place for one that is counted; when there is none it is not counted any more, and {@link #refusal()} says why. */
    public boolean admit() {
        while (open.get() > bounds.connections() || used() > bounds.heap()) {
            if (!reuse(this::refusal)) {
                release();
                return false;
            }
        }
        return true;
    }

    /** What is not enough, in nginx's words. */
    public String refusal() {
        return open.get() >= bounds.connections() ? bounds.said() + " not enough" : MEMORY;
    }

    private long used() {
        return heap + (long) open.get() * CONNECTION;
    }

    /** Says so, once in a second; {@code why} is what is not enough. */
    public void refused(String why) {
        if (loop.nanoTime() - refusedNanos >= SECOND) {
            refusedNanos = loop.nanoTime();
            log.accept(LogLevel.ALERT, why);
        }
    }

    /** Takes some of the heap, from those that wait where there is none left; false when there is none then. */
    public boolean acquireHeap(long bytes) {
        while (used() + bytes > bounds.heap()) {
            if (!reuse(() -> MEMORY)) {
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
     * Closes the connection that has waited longest; false when none waits.
     *
     * @param why what is not enough, for the log
     */
    public boolean reuse(Supplier<String> why) {
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

    /** Of a connection that can wait. */
    public IdleConnection waiting(Runnable close) {
        return new IdleConnection(close);
    }

    /** A connection's place among those that wait: for a request, for the rest of its head, for the end. */
    public final class IdleConnection {
        private final Runnable close;
        private IdleConnection before;
        private IdleConnection behind;
        private boolean there;

        private IdleConnection(Runnable close) {
            this.close = close;
        }

        /** It waits from now on, if it did not before. */
        public void begin() {
            if (there) {
                return;
            }
            there = true;
            waiting++;
            before = last;
            if (last == null) {
                first = this;
            } else {
                last.behind = this;
            }
            last = this;
        }

        /** It does not wait any more. Idempotent. */
        public void end() {
            if (!there) {
                return;
            }
            there = false;
            waiting--;
            if (before == null) {
                first = behind;
            } else {
                before.behind = behind;
            }
            if (behind == null) {
                last = before;
            } else {
                behind.before = before;
            }
            before = null;
            behind = null;
        }
    }
}
