package io.gangway.loop;

import io.gangway.http.HttpDate;
import io.gangway.metrics.LoopStats;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link EventLoop} on one of Jetty's selectors. Adds timers that share the selector's wait, a clock that is read
 * only before and after that wait, and end points that are created without a thread switch.
 */
public final class SelectorEventLoop extends ManagedSelector implements EventLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SelectorEventLoop.class);

    private final EventLoopGroup loops;
    private final TimerQueue timers = new TimerQueue();
    private final BufferCache spare;

    /** Null with a pool of the application's own. */
    private final BoundedBufferPool bounded;

    private final Map<Object, Object> locals = new IdentityHashMap<>();
    private final HttpDate date = new HttpDate();
    private final Clock clock;

    /** Difference between the wall clock and the monotonic clock at the start, in nanoseconds. */
    private final long nanosToMillis;

    private final WorkerConnections connections;
    private final LoopLoad load = new LoopLoad();
    private final int id;

    /**
     * Tasks that this loop has submitted to itself; run before the next select, so that it need not wake itself.
     * Confined to the loop.
     */
    private final Deque<SelectorUpdate> ownUpdates = new ArrayDeque<>();

    /** The selecting thread; Jetty never changes it because every task here is non-blocking. Written by that thread. */
    private volatile Thread thread;

    /** Confined to the loop, read elsewhere only for statistics. */
    private long now;

    /** The wall clock, once it has been read in this iteration. Confined to the loop. */
    private long wallMillis;

    private boolean wallRead;

    private final LongSupplier iterationClock = this::nanoTime;

    SelectorEventLoop(EventLoopGroup loops, int id) {
        super(loops, id);
        this.id = id;
        this.loops = loops;
        spare = new BufferCache(loops.buffers());
        bounded = loops.buffers() instanceof BoundedBufferPool pool ? pool : null;
        clock = loops.clock();
        now = clock.nanoTime();
        connections = new WorkerConnections(this, loops::log);
        nanosToMillis = clock.currentTimeMillis() * 1_000_000L - now;
        clock.register(this::execute);
    }

    @Override
    protected int nioSelect(Selector selector, boolean immediately) throws IOException {
        thread = Thread.currentThread();
        readClock();
        boolean hasRun = expire() | update(selector);
        spare.release();
        long wait = ownUpdates.isEmpty() ? timers.untilNext(now) : 0;
        int selected;
        if (immediately || wait == 0) {
            selected = selector.selectNow();
            readClock();
            load.end(now);
        } else {
            load.end(hasRun ? clock.nanoTime() : now);
            selected = wait < 0 ? selector.select() : selector.select(wait);
            readClock();
        }
        load.begin(now);
        return selected;
    }

    private void readClock() {
        now = clock.nanoTime();
        wallRead = false;
    }

    /** Runs the timers that are due; returns whether there were any. */
    private boolean expire() {
        boolean any = false;
        for (Runnable due = timers.due(now); due != null; due = timers.due(now)) {
            run(due);
            any = true;
        }
        return any;
    }

    /**
     * Runs the tasks submitted so far; tasks that they submit wait for the next iteration, so that sockets are served
     * in between. Returns whether there were any.
     */
    private boolean update(Selector selector) {
        int count = ownUpdates.size();
        for (int left = count; left > 0; left--) {
            SelectorUpdate update = ownUpdates.remove();
            run(() -> update.update(selector));
        }
        return count > 0;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // An exception would end the loop, and everything that lives on it.
            LOG.error("a task failed on its loop", e);
        }
    }

    /**
     * Queues an update of the loop's own thread without waking the selector. Jetty would wake it also then: two system
     * calls and an empty iteration.
     */
    @Override
    public void submit(SelectorUpdate update) {
        if (isCurrent()) {
            ownUpdates.add(update);
        } else {
            super.submit(update);
        }
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void execute(Runnable task) {
        submit(selector -> run(task));
    }

    public EventLoopGroup group() {
        return loops;
    }

    public WorkerConnections connections() {
        return connections;
    }

    /** Connections and load. Any thread. */
    public LoopStats stats() {
        return new LoopStats(id, connections.count(), load.iterations(), load.busy(), load.lag(clock.nanoTime()));
    }

    /** The clock now, for tasks that run long within one iteration. */
    public long currentNanos() {
        return clock.nanoTime();
    }

    /**
     * Runs a task once the selector has selected again: by then the system has closed the sockets of all keys cancelled
     * before this call. On the loop only.
     */
    public void afterSelect(Runnable task) {
        // https://github.com/jetty/jetty.project/issues/2530: sockets are closed by the system only when the selector
        // selects again. The JDK specifies it so: this will stay. The outer task runs before the next select, the inner
        // one after it.
        execute(() -> execute(task));
    }

    @Override
    public <T> void offload(Callable<T> task, BiConsumer<T, Throwable> then) {
        OffloadedTask<T> offloaded = new OffloadedTask<>(this, task, then);
        try {
            loops.blocking().execute(offloaded);
        } catch (RejectedExecutionException e) {
            offloaded.failed(e);
        }
    }

    @Override
    public Timer timer(Runnable expired) {
        return timers.timer(expired, iterationClock);
    }

    @Override
    public Dialling dial(ConnectAttempt attempt, ConnectAttempt.Listener listener) {
        return new PendingConnect(this, attempt, listener).start();
    }

    @Override
    public Datagrams datagrams(InetSocketAddress peer, Datagrams.Listener listener) throws IOException {
        return DatagramPort.open(this, peer, listener);
    }

    @Override
    public ByteBufferPool buffers() {
        return loops.buffers();
    }

    @Override
    public RetainableByteBuffer borrow(int size) {
        return spare.acquire(size);
    }

    @Override
    public void release(RetainableByteBuffer buffer) {
        spare.keep(buffer);
    }

    @Override
    public boolean isShortOfMemory() {
        return bounded != null && bounded.isShort();
    }

    @Override
    public void hold(long bytes) {
        if (bounded != null) {
            bounded.hold(bytes);
        }
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long monotonicMillis(long nanos) {
        return Math.floorDiv(nanos + nanosToMillis, 1_000_000L);
    }

    @Override
    public long currentTimeMillis() {
        if (!wallRead) {
            wallRead = true;
            wallMillis = clock.currentTimeMillis();
        }
        return wallMillis;
    }

    @Override
    public String httpDate() {
        return date.format(currentTimeMillis() / 1000);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T local(Object key, Supplier<T> first) {
        Object value = locals.get(key);
        if (value == null) {
            value = first.get();
            locals.put(key, value);
        }
        return (T) value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T forget(Object key) {
        return (T) locals.remove(key);
    }

    /**
     * Creates an end point with a connection for a connected channel of this loop. On the loop only.
     *
     * @param channel already counted by {@link WorkerConnections}; released when the end point is closed or when this
     *     call fails
     * @param known its key if it is registered already, else null
     * @return the end point, opened
     */
    public LoopEndPoint adopt(SocketChannel channel, SelectionKey known, Function<LoopEndPoint, Connection> connection)
            throws IOException {
        LoopEndPoint endPoint;
        try {
            SelectionKey key = known != null ? known : channel.register(getSelector(), 0);
            key.interestOps(0);
            endPoint = new LoopEndPoint(channel, this, key, loops.getScheduler());
            key.attach(endPoint);
        } catch (IOException | RuntimeException | Error e) {
            connections.release();
            throw e;
        }
        try {
            endPoint.setIdleTimeout(0);
            Connection made = connection.apply(endPoint);
            endPoint.setConnection(made);
            endPoint.onOpen();
            made.onOpen();
            return endPoint;
        } catch (RuntimeException | Error e) {
            endPoint.close();
            throw e;
        }
    }
}
