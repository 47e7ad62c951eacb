package io.gangway.loop;

import io.gangway.errorlog.LogLevel;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.thread.Scheduler;

/** All event loops of a process. They live as long as the process does, through all reloads. */
public final class EventLoopGroup extends SelectorManager {
    private final SelectorEventLoop[] loops;
    private final ByteBufferPool buffers;
    private final Executor blocking;
    private final Clock clock;
    private final SelfConnections self = new SelfConnections();

    /** Tasks of acceptors that wait until a connection is closed. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private volatile BiConsumer<LogLevel, String> log = (level, message) -> {};
    private int next;

    /**
     * @param threads provides the selector threads
     * @param blocking a bounded pool for tasks that may block
     */
    public EventLoopGroup(
            Executor threads, Executor blocking, Scheduler scheduler, ByteBufferPool buffers, Clock clock, int count) {
        super(threads, scheduler, count);
        this.blocking = blocking;
        this.buffers = buffers;
        this.clock = clock;
        loops = new SelectorEventLoop[count];
    }

    ByteBufferPool buffers() {
        return buffers;
    }

    /** The number of loops. */
    public int count() {
        return loops.length;
    }

    Clock clock() {
        return clock;
    }

    Executor blocking() {
        return blocking;
    }

    public SelectorEventLoop[] all() {
        return loops.clone();
    }

    /** Sets the log for events that concern the whole process. */
    public void log(BiConsumer<LogLevel, String> to) {
        log = to;
    }

    void log(LogLevel level, String message) {
        log.accept(level, message);
    }

    public SelfConnections self() {
        return self;
    }

    /** Bounds the connections of each loop. */
    public void bounds(WorkerConnections.Bounds bounds) {
        for (SelectorEventLoop loop : loops) {
            loop.connections().bounds(bounds);
        }
    }

    /** Runs a task once, when a connection has been closed. Any thread. */
    public void whenAvailable(Runnable task) {
        waiting.add(task);
    }

    /** Runs the waiting tasks after a connection has been closed. Any thread. */
    void connectionClosed() {
        for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
            task.run();
        }
    }

    /** As {@link #next()}, but returns the first loop that can take a connection; null when none can. */
    public SelectorEventLoop nextAvailable() {
        SelectorEventLoop first = next();
        if (first.connections().hasRoom()) {
            return first;
        }
        // Not round robin: other acceptors move the counter too, and a loop could be skipped.
        for (SelectorEventLoop loop : loops) {
            if (loop.connections().hasRoom()) {
                return loop;
            }
        }
        return null;
    }

    /**
     * The loop for the next connection, round robin. Called by acceptors only; a race between them only shifts the
     * order.
     */
    public SelectorEventLoop next() {
        int index = next;
        next = index + 1;
        return loops[(index & Integer.MAX_VALUE) % loops.length];
    }

    @Override
    protected ManagedSelector newSelector(int id) {
        SelectorEventLoop loop = new SelectorEventLoop(this, id);
        loops[id] = loop;
        return loop;
    }

    /**
     * On a loop's own thread, runs the task at once, so that creating and destroying end points needs no thread switch.
     */
    @Override
    protected void execute(Runnable task) {
        // https://github.com/jetty/jetty.project/issues/2003: Jetty hands these tasks to its pool, as they may block.
        // https://github.com/jetty/jetty.project/issues/12762: open; this can go when Jetty does not queue them.
        for (SelectorEventLoop loop : loops) {
            if (loop != null && loop.isCurrent()) {
                task.run();
                return;
            }
        }
        try {
            super.execute(task);
        } catch (RejectedExecutionException e) {
            // The process is stopping: the thread that stops it runs the remaining tasks.
            // https://github.com/jetty/jetty.project/issues/1705: connections leak where Jetty drops such a task. This
            // can go when SelectorManager handles the rejection itself.
            task.run();
        }
    }

    @Override
    protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
        return new LoopEndPoint((SocketChannel) channel, (SelectorEventLoop) selector, key, getScheduler());
    }

    @Override
    public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment)
            throws IOException {
        throw new IOException("end points are made by their loop");
    }
}
