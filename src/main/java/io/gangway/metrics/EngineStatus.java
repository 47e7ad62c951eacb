package io.gangway.metrics;

import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;

/**
 * The state of the running server, for packages above it. A handler gets it by {@code exchange.generation().engine()}.
 * Each call takes a snapshot; nothing is computed before. Thread-safe; no call blocks.
 */
public interface EngineStatus {
    /** When the server started. */
    Instant started();

    /** Numbers of connections and requests. Takes time in proportion to the number of connections. */
    ConnectionCounts connections();

    /** The generations in memory, oldest first. */
    List<GenerationStats> generations();

    /** When a generation in memory was loaded; null for another number. */
    Instant loaded(long generation);

    Reloads reloads();

    /** The event loops, by their number. */
    List<LoopStats> loops();

    BufferStats buffers();

    /** The TLS handshakes of clients. */
    TlsCounts tls();

    /**
     * The actual port of an address of the running configuration, which differs when that has port 0.
     *
     * @return -1 for a unix socket, and for an address that is not open
     */
    int port(SocketAddress configured);

    /**
     * Whether the server is stopping: it waits for running exchanges, and accepts no connections once {@code
     * worker_shutdown_delay} has passed.
     */
    boolean isDraining();
}
