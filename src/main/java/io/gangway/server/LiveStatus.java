package io.gangway.server;

import io.gangway.loop.BoundedBufferPool;
import io.gangway.loop.SelectorEventLoop;
import io.gangway.metrics.BufferStats;
import io.gangway.metrics.ConnectionCounts;
import io.gangway.metrics.EngineStatus;
import io.gangway.metrics.GenerationStats;
import io.gangway.metrics.LoopStats;
import io.gangway.metrics.Reloads;
import io.gangway.metrics.TlsCounts;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.ByteBufferPool;

/** The state of an engine, and the counters that belong to the engine as a whole. Thread-safe. */
final class LiveStatus implements EngineStatus {
    private final Engine engine;
    private final ByteBufferPool buffers;
    private final Instant started = Instant.now();
    private final TlsCounts tls = new TlsCounts();
    private final AtomicReference<Reloads> reloads = new AtomicReference<>(Reloads.NONE);

    /** The actual ports of the running configuration. Written by the thread that reloads. */
    private volatile Map<SocketAddress, Integer> ports = Map.of();

    LiveStatus(Engine engine, ByteBufferPool buffers) {
        this.engine = engine;
        this.buffers = buffers;
    }

    void ports(Map<SocketAddress, Integer> actual) {
        ports = actual;
    }

    void reloaded() {
        reloads.updateAndGet(Reloads::succeeded);
    }

    void reloadFailed(String why) {
        reloads.updateAndGet(before -> before.refused(why));
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public ConnectionCounts connections() {
        return engine.counts();
    }

    @Override
    public List<GenerationStats> generations() {
        return engine.generations();
    }

    @Override
    public Instant loaded(long generation) {
        return engine.loaded(generation);
    }

    @Override
    public Reloads reloads() {
        return reloads.get();
    }

    @Override
    public List<LoopStats> loops() {
        return Arrays.stream(engine.loops().all()).map(SelectorEventLoop::stats).toList();
    }

    @Override
    public BufferStats buffers() {
        return buffers instanceof BoundedBufferPool pool
                ? new BufferStats(pool.usedBytes(), pool.maxBytes())
                : new BufferStats(0, 0);
    }

    @Override
    public TlsCounts tls() {
        return tls;
    }

    @Override
    public int port(SocketAddress configured) {
        return ports.getOrDefault(configured, -1);
    }

    @Override
    public boolean isDraining() {
        return engine.isLeaving();
    }
}
