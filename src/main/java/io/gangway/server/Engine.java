package io.gangway.server;

import io.gangway.config.BackgroundTasks;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.Clock;
import io.gangway.loop.EndPointLeg;
import io.gangway.loop.EventLoop;
import io.gangway.loop.EventLoopGroup;
import io.gangway.loop.Leg;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.GenerationStats;
import io.gangway.metrics.TlsCounts;
import io.gangway.net.PortUnavailableException;
import io.gangway.server.connection.ConnectionFactory;
import io.gangway.server.connection.GenerationRef;
import io.gangway.server.connection.HttpConnection;
import io.gangway.server.connection.ServedConnection;
import io.gangway.server.connection.ServerContext;
import io.gangway.server.http1.Http1Connection;
import io.gangway.server.http2.Http2Connection;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * The running server: its loops, its listening sockets and the generation that they serve. Loops and unchanged sockets
 * survive reloads. Its methods may be called from any thread except a loop's.
 */
public final class Engine implements ServerContext, AutoCloseable {
    private static final int BLOCKING_THREADS = 16;

    /**
     * Maximum number of tasks that wait for a blocking thread: nginx's default of {@code max_queue}. It limits the
     * tasks that wait for a hanging disk.
     */
    private static final int MAX_QUEUED = 65_536;

    /** After this time, a thread that is not needed ends. */
    private static final int IDLE_MILLIS = 60_000;

    /** Maximum time to wait for each of the pending tasks at stop. */
    private static final long STOP_SECONDS = 2;

    private final QueuedThreadPool threads;
    private final QueuedThreadPool blocking;
    private final ScheduledExecutorScheduler scheduler;
    private final EventLoopGroup loops;
    private final ListenSockets sockets;
    private final Set<ServedConnection> clients = ConcurrentHashMap.newKeySet();
    private final Generations generations = new Generations();
    private final ConnectionFactory connections =
            new ConnectionFactory(this, Http1Connection::new, Http2Connection::new);
    private final AtomicLong serial = new AtomicLong();
    private final LongAdder requests = new LongAdder();
    private final LiveStatus status;
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile GenerationRef running;
    private ConnectionBounds bounds;
    /** It is going to stop, and not ready any more. */
    private volatile boolean leaving;

    private volatile boolean closing;
    private boolean closed;

    private Engine(int loopCount, ByteBufferPool buffers, Clock clock, Ports ports) {
        sockets = new ListenSockets(this, ports);
        threads = pool("gangway-loop", loopCount + 8, loopCount + 1);
        blocking = pool("gangway-blocking", BLOCKING_THREADS, 0);
        scheduler = new ScheduledExecutorScheduler("gangway-timer", false);
        loops = new EventLoopGroup(threads, this::block, scheduler, buffers, clock, loopCount);
        loops.log(this::log);
        status = new LiveStatus(this, buffers);
    }

    private void block(Runnable task) {
        if (blocking.getQueueSize() >= MAX_QUEUED) {
            throw new RejectedExecutionException(
                    "thread pool \"default\" queue overflow, " + MAX_QUEUED + " tasks waiting");
        }
        blocking.execute(task);
    }

    /**
     * Creates a thread pool. Jetty's own queue would load JMX, and its thread factory what supports a security manager:
     * both together take a tenth of the start time.
     */
    private static QueuedThreadPool pool(String name, int max, int min) {
        return new QueuedThreadPool(
                max, min, IDLE_MILLIS, 0, new LinkedBlockingQueue<>(), null, task -> thread(name, task));
    }

    /** The class loader is ours, not that of whoever needs a thread: that one may be unloaded. */
    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task);
        thread.setName(name + "-" + thread.getId());
        thread.setDaemon(false);
        thread.setContextClassLoader(Engine.class.getClassLoader());
        return thread;
    }

    /**
     * Opens the ports of a generation and serves it.
     *
     * @param buffers provides all buffers of the engine
     * @param clock the clock of all time-outs
     * @param ports where the addresses of {@code listen} are bound
     * @throws PortUnavailableException when a port can't be opened; nothing is left open then, and the generation is
     *     closed
     */
    public static Engine start(Generation generation, ByteBufferPool buffers, Clock clock, Ports ports) {
        Engine engine = new Engine(loopCount(generation), buffers, clock, ports);
        generation.engine(engine.status);
        engine.running = engine.generations.add(generation);
        try {
            JettyVersion.check();
            ListenSockets.Opened opened = engine.sockets.open(engine.generation());
            engine.startLoops();
            engine.bounds = new ConnectionBounds(engine.loops.all().length);
            engine.use(generation, opened);
            BackgroundTasks.start(generation, engine.loops.all()[0]);
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** Applies the limits of a generation, and listens on its sockets. */
    private void use(Generation generation, ListenSockets.Opened opened) {
        loops.bounds(bounds.of(generation));
        sockets.commit(opened);
        loops.self().listening(sockets.portsAndPaths());
        status.ports(generation.listens().keySet().stream()
                .collect(Collectors.toUnmodifiableMap(address -> address, sockets::port)));
    }

    private static int loopCount(Generation generation) {
        int configured = generation.settings().workerProcesses();
        int processors = Runtime.getRuntime().availableProcessors();
        return configured == 0 ? processors : Math.min(configured, 2 * processors);
    }

    private void startLoops() {
        LifeCycle.start(threads);
        LifeCycle.start(blocking);
        LifeCycle.start(scheduler);
        LifeCycle.start(loops);
    }

    /**
     * Replaces the running generation. Running exchanges stay with the old one, but tunnels of locations that are
     * removed or changed are drained.
     *
     * @throws PortUnavailableException when a port can't be opened; the old generation stays in use and the new one is
     *     closed
     * @throws IllegalStateException when the ports are closed for good; the new generation is closed
     */
    public synchronized void reload(Generation generation) {
        generation.engine(status);
        GenerationRef next = generations.add(generation);
        ListenSockets.Opened opened;
        try {
            if (closing) {
                throw new IllegalStateException("the server is stopping");
            }
            opened = sockets.open(generation);
        } catch (RuntimeException e) {
            next.release();
            throw e;
        }
        GenerationRef previous = running;
        running = next;
        use(generation, opened);
        BackgroundTasks.stop(previous.generation());
        BackgroundTasks.start(generation, loops.all()[0]);
        for (ServedConnection served : clients) {
            served.loop().execute(served::reloaded);
        }
        scheduleCutOff(previous, serial.get(), "reload");
        // Before the next line: a generation that nobody uses any more has no tunnels to drain.
        previous.release();
        generations.drainOlder(next);
        status.reloaded();
    }

    /** Counts a configuration that was rejected; the running generation stays in use. */
    public void reloadFailed(String why) {
        status.reloadFailed(why);
    }

    /** The state of this engine, for packages above. */
    public EngineStatus status() {
        return status;
    }

    /**
     * Applies {@code worker_shutdown_timeout}: after that time, connections that still use the generation are closed,
     * and other connections as old when they are idle.
     */
    private void scheduleCutOff(GenerationRef ref, long last, String why) {
        long delay = ref.generation().settings().shutdownTimeoutMillis();
        if (delay > 0) {
            scheduler.schedule(() -> cutOff(ref, last, why), delay, TimeUnit.MILLISECONDS);
        }
    }

    private void cutOff(GenerationRef ref, long last, String why) {
        log(LogLevel.NOTICE, "worker_shutdown_timeout after " + why + ": closing the remaining connections");
        ref.cutOff();
        for (ServedConnection served : clients) {
            served.loop().execute(() -> {
                served.closeIfUsing(ref);
                served.closeIfOlder(last);
            });
        }
    }

    /** The port on which an address of the configuration is served; -1 when there is none. */
    public synchronized int port(SocketAddress address) {
        return sockets.port(address);
    }

    /** The generation of new requests. */
    public Generation generation() {
        return running.generation();
    }

    /** Statistics of the generations in memory, oldest first; the last one is the running one. */
    public List<GenerationStats> generations() {
        return generations.gauges(running);
    }

    /** When a generation in memory was loaded; null for another. */
    Instant loaded(long generation) {
        return generations.loaded(generation);
    }

    /** Whether other processes of the same user may bind the ports, too, until they are closed or this is turned off. */
    public synchronized void sharePorts(boolean on) {
        sockets.share(on);
    }

    /** Reopens the log files of all generations after a rotation. */
    public void reopenLogs() {
        generations.reopenLogs();
    }

    /**
     * Stops accepting after {@code worker_shutdown_delay} and lets running exchanges finish; {@link #await} waits for
     * the end. nginx's QUIT.
     */
    public synchronized void drain() {
        if (leaving) {
            return;
        }
        leaving = true;
        long delay = generation().settings().shutdownDelayMillis();
        if (delay == 0) {
            stopAccepting();
        } else {
            log(LogLevel.NOTICE, "worker_shutdown_delay: not ready any more, the ports are closed in " + delay + "ms");
            scheduler.schedule(this::stopAccepting, delay, TimeUnit.MILLISECONDS);
        }
    }

    /** Stops accepting and lets running exchanges finish. */
    synchronized void stopAccepting() {
        if (closing) {
            return;
        }
        leaving = true;
        closing = true;
        sockets.close();
        BackgroundTasks.stop(running.generation());
        for (ServedConnection served : clients) {
            served.loop().execute(served::closeWhenIdle);
        }
        generations.drainAll();
        scheduleCutOff(running, serial.get(), "quit");
        checkDrained();
    }

    /** Waits until {@link #drain} has finished or {@link #close} was called. */
    public void await() throws InterruptedException {
        ended.await();
    }

    /** As {@link #await()}, with a time limit; false when it has passed. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return ended.await(time, unit);
    }

    /** The number of open tunnels of all generations. */
    public int tunnels() {
        return generations().stream().mapToInt(GenerationStats::tunnels).sum();
    }

    /** Stops at once. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        leaving = true;
        closing = true;
        sockets.close();
        Set<EventLoop> busy = new HashSet<>();
        EventLoop background = BackgroundTasks.stop(running.generation());
        if (background != null) {
            busy.add(background);
        }
        for (ServedConnection served : clients) {
            busy.add(served.loop());
            served.loop().execute(served::cut);
        }
        // Tasks of connections on the pool are completed, and their results are back on the loops, before these stop.
        busy.forEach(loop -> awaitPending(loop::execute));
        awaitPending(blocking);
        LifeCycle.stop(blocking);
        LifeCycle.stop(loops);
        LifeCycle.stop(scheduler);
        LifeCycle.stop(threads);
        running.release();
        ended.countDown();
    }

    /** Waits until all tasks submitted so far have begun: a stopped executor drops those that have not. */
    private static void awaitPending(Executor executor) {
        CountDownLatch reached = new CountDownLatch(1);
        try {
            executor.execute(reached::countDown);
            reached.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // It has never been started.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- for the acceptors

    EventLoopGroup loops() {
        return loops;
    }

    ConnectionFactory connections() {
        return connections;
    }

    // ---- for connections

    @Override
    public GenerationRef running() {
        return running;
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public boolean isLeaving() {
        return leaving;
    }

    @Override
    public TlsCounts tls() {
        return status.tls();
    }

    @Override
    public void requested() {
        requests.increment();
    }

    /** The numbers of {@code stub_status}; a request from a servlet container counts as one that is being processed. */
    @Override
    public ConnectionCounts counts() {
        int reading = 0;
        int writing = 0;
        int waiting = 0;
        for (ServedConnection served : clients) {
            switch (served.activity()) {
                case WAITING -> waiting++;
                case READING -> reading++;
                case WRITING -> writing++;
                case GONE -> {}
            }
        }
        return new ConnectionCounts(
                serial.get(), requests.sum(), reading + writing + waiting, reading, writing, waiting);
    }

    // ---- for servers that pass on connections or requests

    /** {@code $connection}: a unique number for a new connection. */
    public long nextSerial() {
        return serial.incrementAndGet();
    }

    /** The loop for the next connection, round robin. */
    public EventLoop nextLoop() {
        return loops.next();
    }

    /**
     * Creates a leg for a connected socket that another server has accepted and reads no more. On the loop.
     *
     * @param loop a loop returned by {@link #nextLoop()}
     * @param closed runs on the loop when the leg is closed, so that the other server can release the socket
     * @throws IOException when it is already closed
     */
    public static Leg adopt(EventLoop loop, SocketChannel socket, Runnable closed) throws IOException {
        return EndPointLeg.adopt((SelectorEventLoop) loop, socket, closed);
    }

    /**
     * Takes over a client connection that another server has accepted and reads no more; it continues as HTTP/1.1 in
     * clear text.
     *
     * @param hosts the servers of one {@code listen} of a retained generation
     * @param early the bytes that were read already; the caller owns the buffer after this call
     * @param closed runs when the connection is closed, so that the other server can release the socket
     */
    public void accept(SocketChannel socket, VirtualHosts hosts, ByteBuffer early, Runnable closed) {
        SelectorEventLoop loop = loops.next();
        ByteBuffer copy = ByteBuffer.allocate(early.remaining()).put(early).flip();
        loop.execute(() -> {
            loop.connections().acquire();
            try {
                loop.adopt(socket, null, endPoint -> {
                    HttpConnection connection = connections.clearText(endPoint, hosts, nextSerial());
                    connection.addEventListener(EndPointLeg.whenClosed(closed));
                    connection.onUpgradeTo(copy);
                    return connection;
                });
            } catch (IOException e) {
                // The client has closed the connection meanwhile.
                closed.run();
            }
        });
    }

    @Override
    public GenerationRef retain() {
        GenerationRef now = running;
        while (!now.tryRetain()) {
            GenerationRef next = running;
            if (next == now) {
                throw new IllegalStateException("the server is closed");
            }
            now = next;
        }
        return now;
    }

    @Override
    public void log(LogLevel level, String message) {
        running.generation().errorLog().write(level, message);
    }

    @Override
    public void opened(ServedConnection served) {
        clients.add(served);
        if (closing) {
            served.loop().execute(served::closeWhenIdle);
        }
    }

    @Override
    public void closed(ServedConnection served) {
        clients.remove(served);
        checkDrained();
    }

    private void checkDrained() {
        if (closing && clients.isEmpty()) {
            ended.countDown();
        }
    }
}
