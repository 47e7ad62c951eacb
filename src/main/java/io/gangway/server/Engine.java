package io.gangway.server;

import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Generation;
import io.gangway.exchange.GenerationStats;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.Clock;
import io.gangway.loop.ConnectionCounts;
import io.gangway.loop.EndPointLeg;
import io.gangway.loop.EventLoop;
import io.gangway.loop.EventLoopGroup;
import io.gangway.loop.Leg;
import io.gangway.loop.SelectorEventLoop;
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
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * The running server: its loops, its listening sockets and the generation that they serve. Loops and unchanged sockets
 * outlive reloads. Its methods may be called from any thread but a loop's.
 */
public final class Engine implements ServerContext, AutoCloseable {
    private static final int BLOCKING_THREADS = 16;

    /** nginx's default of {@code max_queue}: a disk that hangs makes no more wait for it. */
    private static final int MAX_WAITING = 65_536;

    /** The longest wait for what has not begun yet. */
    private static final long STOP_SECONDS = 2;

    private final QueuedThreadPool threads;
    private final QueuedThreadPool blocking;
    private final ScheduledExecutorScheduler scheduler;
    private final EventLoopGroup loops;
    private final ListenSockets sockets;
    private final Set<ServedConnection> guests = ConcurrentHashMap.newKeySet();
    private final Generations generations = new Generations();
    private final ConnectionFactory connections =
            new ConnectionFactory(this, Http1Connection::new, Http2Connection::new);
    private final AtomicLong serial = new AtomicLong();
    private final LongAdder requests = new LongAdder();
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile GenerationRef running;
    private ConnectionBounds bounds;
    private volatile boolean closing;
    private boolean closed;

    private Engine(int loopCount, ByteBufferPool buffers, Clock clock, Ports ports) {
        sockets = new ListenSockets(this, ports);
        threads = pool("gangway-loop", loopCount + 8, loopCount + 1);
        blocking = pool("gangway-blocking", BLOCKING_THREADS, 0);
        scheduler = new ScheduledExecutorScheduler("gangway-timer", false);
        loops = new EventLoopGroup(threads, this::block, scheduler, buffers, clock, loopCount);
        loops.log(this::log);
    }

    private void block(Runnable task) {
        if (blocking.getQueueSize() >= MAX_WAITING) {
            throw new RejectedExecutionException(
                    "thread pool \"default\" queue overflow, " + MAX_WAITING + " tasks waiting");
        }
        blocking.execute(task);
    }

    /** Jetty's own kind of queue would start JMX, which costs a tenth of the start. */
    private static QueuedThreadPool pool(String name, int max, int min) {
        QueuedThreadPool pool = new QueuedThreadPool(max, min, new LinkedBlockingQueue<>());
        pool.setName(name);
        pool.setReservedThreads(0);
        return pool;
    }

    /**
     * Opens the ports of a generation and serves it.
     *
     * @param buffers where all buffers of the engine come from and go back to
     * @param clock by which time-outs pass
     * @param ports where the addresses of {@code listen} are bound
     * @throws PortUnavailableException when a port can't be had; nothing is left open then, and the generation is closed
     */
    public static Engine start(Generation generation, ByteBufferPool buffers, Clock clock, Ports ports) {
        Engine engine = new Engine(loopCount(generation), buffers, clock, ports);
        engine.running = engine.generations.add(generation);
        try {
            JettyVersion.check();
            ListenSockets.Opened opened = engine.sockets.open(engine.generation());
            engine.startLoops();
            engine.bounds = new ConnectionBounds(engine.loops.all().length);
            engine.use(generation, opened);
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    /** Its bounds count, and its sockets are those that are listened on. */
    private void use(Generation generation, ListenSockets.Opened opened) {
        loops.bounds(bounds.of(generation));
        sockets.commit(opened);
        loops.self().listening(sockets.places());
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
     * Replaces the running generation. What runs goes on with the old one, but tunnels of locations that are gone or mean
     * something else now are drained.
     *
     * @throws PortUnavailableException when a port can't be had; the old generation goes on and the new one is closed
     */
    public synchronized void reload(Generation generation) {
        GenerationRef next = generations.add(generation);
        ListenSockets.Opened opened;
        try {
            opened = sockets.open(generation);
        } catch (RuntimeException e) {
            next.release();
            throw e;
        }
        GenerationRef before = running;
        running = next;
        use(generation, opened);
        for (ServedConnection served : guests) {
            served.loop().execute(served::reloaded);
        }
        generations.drainOlder(next);
        boundEnd(before, serial.get(), "reload");
        before.release();
    }

    /** nginx's {@code worker_shutdown_timeout}: who is still with that generation then is cut off, and who is as old is not kept. */
    private void boundEnd(GenerationRef use, long last, String why) {
        long bound = use.generation().settings().shutdownTimeoutMillis();
        if (bound > 0) {
            scheduler.schedule(() -> cutOff(use, last, why), bound, TimeUnit.MILLISECONDS);
        }
    }

    private void cutOff(GenerationRef use, long last, String why) {
        log(LogLevel.NOTICE, "worker_shutdown_timeout after " + why + ": closing the remaining connections");
        for (ServedConnection served : guests) {
            served.loop().execute(() -> {
                served.closeIfOf(use);
                served.closeIfOlder(last);
            });
        }
    }

    /** The port that an address of the configuration is served on; -1 when it is not. */
    public synchronized int port(SocketAddress address) {
        return sockets.port(address);
    }

    /** The generation that new requests get. */
    public Generation generation() {
        return running.generation();
    }

    /** The generations in memory, oldest first; the running one is the last. */
    public List<GenerationStats> generations() {
        return generations.gauges(running);
    }

    /** Opens the log files of all generations again, after they were moved away. */
    public void reopenLogs() {
        generations.reopenLogs();
    }

    /** Stops accepting, lets running exchanges finish, and then is done: see {@link #await}. nginx's QUIT. */
    public synchronized void drain() {
        if (closing) {
            return;
        }
        closing = true;
        sockets.close();
        for (ServedConnection served : guests) {
            served.loop().execute(served::closeWhenIdle);
        }
        generations.drainAll();
        boundEnd(running, serial.get(), "quit");
        checkDrained();
    }

    /** Waits until {@link #drain} is done or {@link #close} was called. */
    public void await() throws InterruptedException {
        ended.await();
    }

    /** The same, but not longer than that; false when it is not done yet. */
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return ended.await(time, unit);
    }

    /** How many tunnels are open, of all generations. */
    public int tunnels() {
        return generations().stream().mapToInt(GenerationStats::tunnels).sum();
    }

    /** Ends everything at once. Idempotent. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        closing = true;
        sockets.close();
        Set<EventLoop> busy = new HashSet<>();
        for (ServedConnection served : guests) {
            busy.add(served.loop());
            served.loop().execute(served::cut);
        }
        // What guests asked of the pool is done, and its results are back on the loops, before these end.
        busy.forEach(loop -> awaitTurn(loop::execute));
        awaitTurn(blocking);
        LifeCycle.stop(blocking);
        LifeCycle.stop(loops);
        LifeCycle.stop(scheduler);
        LifeCycle.stop(threads);
        running.release();
        ended.countDown();
    }

    /** Waits until all that was given before has begun: who is stopped drops what has not. */
    private static void awaitTurn(Executor executor) {
        CountDownLatch turn = new CountDownLatch(1);
        try {
            executor.execute(turn::countDown);
            turn.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // It never ran.
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
    public void requested() {
        requests.increment();
    }

    /** For {@code stub_status}; a request that a container brought counts as one that is answered. */
    @Override
    public ConnectionCounts counts() {
        int reading = 0;
        int writing = 0;
        int waiting = 0;
        for (ServedConnection served : guests) {
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

    // ---- for who brings guests

    /** {@code $connection}: a number that no guest had before. */
    public long nextSerial() {
        return serial.incrementAndGet();
    }

    /** The loop for the next guest, in turn. */
    public EventLoop nextLoop() {
        return loops.next();
    }

    /**
     * Makes a leg of a connected socket that somebody else has accepted and reads no more. On the loop.
     *
     * @param loop one of {@link #nextLoop()}
     * @param closed run on the loop when the leg is closed, so that the other one can forget the socket
     * @throws IOException when it is closed already
     */
    public static Leg adopt(EventLoop loop, SocketChannel socket, Runnable closed) throws IOException {
        return EndPointLeg.adopt((SelectorEventLoop) loop, socket, closed);
    }

    /**
     * Goes on with a client connection that somebody else has accepted and reads no more: it speaks HTTP/1.1 in clear text.
     *
     * @param hosts the servers of one {@code listen} of a retained generation
     * @param early what was read from it already; the caller keeps it until this returns
     * @param closed run when it is closed, so that the other one can forget the socket
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
                // The client has left meanwhile.
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
        guests.add(served);
        if (closing) {
            served.loop().execute(served::closeWhenIdle);
        }
    }

    @Override
    public void closed(ServedConnection served) {
        guests.remove(served);
        checkDrained();
    }

    private void checkDrained() {
        if (closing && guests.isEmpty()) {
            ended.countDown();
        }
    }
}
