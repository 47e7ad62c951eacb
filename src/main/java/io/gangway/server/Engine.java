package io.gangway.server;

import io.gangway.core.Clock;
import io.gangway.core.ConnectionCounts;
import io.gangway.core.CoreMain;
import io.gangway.core.Generation;
import io.gangway.core.Leg;
import io.gangway.core.Level;
import io.gangway.core.Loop;
import io.gangway.core.VirtualHosts;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
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
public final class Engine implements AutoCloseable {
    private static final int BLOCKING_THREADS = 16;

    /** nginx's default of {@code max_queue}: a disk that hangs makes no more wait for it. */
    private static final int MAX_WAITING = 65_536;

    /** The longest wait for what has not begun yet. */
    private static final long STOP_SECONDS = 2;

    private final QueuedThreadPool threads;
    private final QueuedThreadPool blocking;
    private final ScheduledExecutorScheduler scheduler;
    private final Loops loops;
    private final ListenSockets sockets;
    private final Set<Guest> guests = ConcurrentHashMap.newKeySet();
    private final Generations generations = new Generations();
    private final AtomicLong serial = new AtomicLong();
    private final LongAdder requests = new LongAdder();
    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile GenerationUse running;
    private ConnectionBounds bounds;
    private volatile boolean closing;
    private boolean closed;

    private Engine(int loopCount, ByteBufferPool buffers, Clock clock, Ports ports) {
        sockets = new ListenSockets(this, ports);
        threads = pool("gangway-loop", loopCount + 8, loopCount + 1);
        blocking = pool("gangway-blocking", BLOCKING_THREADS, 0);
        scheduler = new ScheduledExecutorScheduler("gangway-timer", false);
        loops = new Loops(threads, this::block, scheduler, buffers, clock, loopCount);
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
    private static QueuedThreadPool pool(String name, int most, int least) {
        QueuedThreadPool pool = new QueuedThreadPool(most, least, new LinkedBlockingQueue<>());
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
     * @throws BindException when a port can't be had; nothing is left open then, and the generation is closed
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
        int configured = generation.main().get(CoreMain.WORKER_PROCESSES);
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
     * @throws BindException when a port can't be had; the old generation goes on and the new one is closed
     */
    public synchronized void reload(Generation generation) {
        GenerationUse next = generations.add(generation);
        ListenSockets.Opened opened;
        try {
            opened = sockets.open(generation);
        } catch (RuntimeException e) {
            next.release();
            throw e;
        }
        GenerationUse before = running;
        running = next;
        use(generation, opened);
        for (Guest guest : guests) {
            guest.loop().execute(guest::reloaded);
        }
        generations.drainOlder(next);
        boundEnd(before, serial.get(), "reload");
        before.release();
    }

    /** nginx's {@code worker_shutdown_timeout}: who is still with that generation then is cut off, and who is as old is not kept. */
    private void boundEnd(GenerationUse use, long last, String why) {
        Duration bound = use.generation().main().get(CoreMain.WORKER_SHUTDOWN_TIMEOUT);
        if (bound != null && !bound.isZero()) {
            scheduler.schedule(() -> cutOff(use, last, why), bound.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void cutOff(GenerationUse use, long last, String why) {
        log(Level.NOTICE, "worker_shutdown_timeout after " + why + ": closing the remaining connections");
        for (Guest guest : guests) {
            guest.loop().execute(() -> {
                guest.closeIfOf(use);
                guest.closeIfOlder(last);
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
    public List<LoadedGeneration> generations() {
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
        for (Guest guest : guests) {
            guest.loop().execute(guest::closeWhenIdle);
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
        return generations().stream().mapToInt(LoadedGeneration::tunnels).sum();
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
        Set<Loop> busy = new HashSet<>();
        for (Guest guest : guests) {
            busy.add(guest.loop());
            guest.loop().execute(guest::cut);
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

    // ---- for the rest of the room

    GenerationUse running() {
        return running;
    }

    Loops loops() {
        return loops;
    }

    boolean isClosing() {
        return closing;
    }

    void requested() {
        requests.increment();
    }

    /** For {@code stub_status}; a request that a container brought counts as one that is answered. */
    ConnectionCounts counts() {
        int reading = 0;
        int writing = 0;
        int waiting = 0;
        for (Guest guest : guests) {
            switch (guest.activity()) {
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
    public Loop nextLoop() {
        return loops.next();
    }

    /**
     * Makes a leg of a connected socket that somebody else has accepted and reads no more. On the loop.
     *
     * @param loop one of {@link #nextLoop()}
     * @param early bytes that were read from it already; copied
     * @param closed run on the loop when the leg is closed, so that the other one can forget the socket
     * @throws IOException when it is closed already
     */
    public static Leg adopt(Loop loop, SocketChannel socket, ByteBuffer early, Runnable closed) throws IOException {
        return EndPointLeg.adopt((SelectorLoop) loop, socket, early, closed);
    }

    /**
     * Goes on with a client connection that somebody else has accepted and reads no more: it speaks HTTP/1.1 in clear text.
     *
     * @param hosts the servers of one {@code listen} of a retained generation
     * @param early what was read from it already; the caller keeps it until this returns
     * @param closed run when it is closed, so that the other one can forget the socket
     */
    public void accept(SocketChannel socket, VirtualHosts hosts, ByteBuffer early, Runnable closed) {
        SelectorLoop loop = loops.next();
        ByteBuffer copy = ByteBuffer.allocate(early.remaining()).put(early).flip();
        loop.execute(() -> {
            loop.connections().take();
            try {
                loop.adopt(socket, null, endPoint -> {
                    Acceptance acceptance = new Acceptance(this, hosts, nextSerial());
                    Http1Connection connection = new Http1Connection(endPoint, loop, acceptance, null, false);
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

    /**
     * The running generation, retained: to be released once.
     *
     * @throws IllegalStateException when the engine is closed
     */
    public GenerationUse retain() {
        GenerationUse now = running;
        while (!now.tryRetain()) {
            GenerationUse next = running;
            if (next == now) {
                throw new IllegalStateException("the server is closed");
            }
            now = next;
        }
        return now;
    }

    void log(Level level, String message) {
        running.generation().errorLog().write(level, message);
    }

    /** A guest has come. */
    public void opened(Guest guest) {
        guests.add(guest);
        if (closing) {
            guest.loop().execute(guest::closeWhenIdle);
        }
    }

    /** A guest has left. Idempotent. */
    public void closed(Guest guest) {
        guests.remove(guest);
        checkDrained();
    }

    private void checkDrained() {
        if (closing && guests.isEmpty()) {
            ended.countDown();
        }
    }
}
