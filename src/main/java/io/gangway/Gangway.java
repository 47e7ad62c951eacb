package io.gangway;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Source;
import io.gangway.config.Configuration;
import io.gangway.core.DefaultDirectory;
import io.gangway.errorlog.LogLevel;
import io.gangway.errorlog.Reopenable;
import io.gangway.exchange.Generation;
import io.gangway.exchange.GenerationStats;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.Clock;
import io.gangway.net.Listen;
import io.gangway.net.PortUnavailableException;
import io.gangway.server.Engine;
import io.gangway.server.Ports;
import io.gangway.websocket.LocationMetricsSnapshot;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * One nginx configuration, running. The embedding API: read a file, start it, ask for its ports, reload, close.
 *
 * <p>Two instances in one JVM do not know each other. Instances are safe for use by several threads.
 */
public final class Gangway implements AutoCloseable {
    private final Environment environment;
    private final Source source;
    private final Configuration configuration;
    private final Ports ports;
    private final ByteBufferPool buffers;
    private final Clock clock;

    /** What was read last; null once it was closed without a start. */
    private Configuration.Loaded loaded;

    private Engine engine;
    private Reloads reloads = Reloads.NONE;

    Gangway(
            Environment environment,
            Source source,
            Configuration configuration,
            Ports ports,
            ByteBufferPool buffers,
            Clock clock) {
        this.environment = environment;
        this.source = source;
        this.configuration = configuration;
        this.ports = ports;
        this.buffers = buffers;
        this.clock = clock;
        loaded = configuration.load(environment, source.read());
    }

    /**
     * Reads and checks a configuration file, without opening a port. Its folder is the prefix of relative paths.
     *
     * @param file the configuration, as {@code nginx -c} takes it
     * @throws ConfException when nginx would refuse the file
     */
    public static Gangway read(Path file) {
        return builder().file(file).read();
    }

    /**
     * Reads and checks a configuration, without opening a port.
     *
     * @param environment file, prefix and globals as the command line has them
     * @throws ConfException when nginx would refuse it
     */
    public static Gangway read(Environment environment) {
        return builder().environment(environment).read();
    }

    /** For an instance that is more than a file: configuration in Java, listeners, directives of one's own, free ports. */
    public static GangwayBuilder builder() {
        return new GangwayBuilder();
    }

    /**
     * Opens the ports and serves; returns when connections are accepted.
     *
     * @throws PortUnavailableException when a port can't be had
     */
    public synchronized Gangway start() {
        engine = Engine.start(loaded.generation(), buffers, clock, ports);
        return this;
    }

    /**
     * Reads the configuration again and replaces the running generation; what runs goes on with the old one. A failure is
     * counted, see {@link #reloads()}, and written to the error log of the configuration that goes on.
     *
     * @throws ConfException when nginx would refuse the file; the old generation goes on
     * @throws PortUnavailableException when a port can't be had; the old generation goes on
     */
    public synchronized void reload() {
        try {
            Configuration.Loaded next = configuration.load(environment, source.read());
            engine.reload(next.generation());
            loaded = next;
            reloads = reloads.taken();
        } catch (ConfException e) {
            refused(e.getMessage(), e.hint());
            throw e;
        } catch (PortUnavailableException e) {
            refused(e.getMessage(), e.hint());
            throw e;
        } catch (UncheckedIOException e) {
            refused(e.getMessage(), null);
            throw e;
        } catch (RuntimeException e) {
            refused("reconfiguring failed: " + e, null);
            throw e;
        }
    }

    private void refused(String message, String hint) {
        reloads = reloads.refused(message);
        log(LogLevel.EMERG, message);
        if (hint != null) {
            log(LogLevel.EMERG, hint);
        }
    }

    /** What became of the reloads so far. */
    public synchronized Reloads reloads() {
        return reloads;
    }

    /**
     * The configurations in memory, oldest first; the running one is the last. Empty before the start.
     *
     * <p>One that was replaced is freed with its last exchange; how many are kept for tunnels only is bounded by {@code
     * worker_generations}.
     */
    public synchronized List<GenerationStats> generations() {
        return engine == null ? List.of() : engine.generations();
    }

    /**
     * The port on which the first {@code listen} is served; the real one when the configuration says 0.
     *
     * @return -1 when it is a unix socket
     */
    public synchronized int port() {
        return engine.port(loaded.generation().listens().keySet().iterator().next());
    }

    /**
     * The port of the {@code listen} that says {@code name=…}.
     *
     * @throws IllegalArgumentException when no {@code listen} has that name
     */
    public synchronized int port(String name) {
        for (VirtualHosts hosts : loaded.generation().listens().values()) {
            Listen listen = hosts.listen();
            if (name.equals(listen.name())) {
                return engine.port(listen.address());
            }
        }
        throw new IllegalArgumentException("listen name: " + name + " (expected: the name=… of a listen)");
    }

    /**
     * The real port of what the configuration says is on that one; another one after {@link GangwayBuilder#freePorts}.
     *
     * @throws IllegalArgumentException when no {@code listen} has that port
     */
    public synchronized int port(int configured) {
        return engine.port(address(configured));
    }

    private SocketAddress address(int configured) {
        for (SocketAddress address : loaded.generation().listens().keySet()) {
            if (address instanceof InetSocketAddress inet && inet.getPort() == configured) {
                return address;
            }
        }
        throw new IllegalArgumentException("listen port: " + configured + " (expected: the port of a listen)");
    }

    /** The ports that the configuration says, in the order of the file, each once. */
    public synchronized List<Integer> ports() {
        return loaded.generation().listens().keySet().stream()
                .filter(InetSocketAddress.class::isInstance)
                .map(address -> ((InetSocketAddress) address).getPort())
                .distinct()
                .toList();
    }

    /**
     * Whether TLS is spoken on what the configuration says is on that port.
     *
     * @throws IllegalArgumentException when no {@code listen} has that port
     */
    public synchronized boolean isTls(int configured) {
        return loaded.generation().listens().get(address(configured)).listen().ssl();
    }

    /**
     * Where a browser finds what is served, one URL for each address of the configuration, in the order of the file: a wildcard
     * is {@code localhost}, a unix socket {@code unix:PATH}. With the real ports.
     */
    public synchronized List<String> urls() {
        return Urls.of(loaded.generation(), engine::port);
    }

    /** The log files that are open, absolute, each once; without those whose names have variables. */
    public synchronized List<Path> logFiles() {
        Reopenable logs = loaded.generation().service(Reopenable.class);
        return logs == null ? List.of() : logs.paths();
    }

    /** How many tunnels are open now: WebSocket and others that an upgrade opened. */
    public synchronized int tunnels() {
        return engine == null ? 0 : engine.tunnels();
    }

    /**
     * What became of upgrades, one for each location where there was any, in no order. Empty before the start. A reload goes on
     * counting where a location stays; one that is gone is listed as long as it has open tunnels.
     */
    public synchronized List<LocationMetricsSnapshot> locationMetrics() {
        LocationMetricsSnapshot.Source source =
                engine == null ? null : engine.generation().service(LocationMetricsSnapshot.Source.class);
        return source == null ? List.of() : source.counts();
    }

    /** Remarks that were made when the configuration was read, nginx's {@code [warn]}. */
    public synchronized List<String> warnings() {
        return loaded.warnings();
    }

    /** Directives of the configuration that are accepted and have no effect here. */
    public synchronized List<String> noEffect() {
        return loaded.noEffect();
    }

    /** The files that the configuration was read from, in the order in which they were first read. */
    public synchronized List<Path> files() {
        return loaded.tree().paths().stream().map(Environment::path).toList();
    }

    /** What {@code -T} prints: every file that was read. One char per byte. */
    public synchronized String dump() {
        return loaded.tree().dump();
    }

    /** Whether the file says {@code daemon on}. */
    public synchronized boolean daemon() {
        return loaded.generation().settings().daemon();
    }

    /** What {@code pid} names, absolute; null when it names nothing and nginx's default is not written. */
    public synchronized Path pidFile() {
        Generation generation = loaded.generation();
        DefaultDirectory directory = generation.service(DefaultDirectory.class);
        String pid = generation.settings().pid();
        if (pid == null) {
            return directory.isUsable() ? directory.file("nginx.pid") : null;
        }
        return environment.prefixed(pid).toAbsolutePath();
    }

    /** Opens the log files again, after they were moved away; also those that older generations still write to. */
    public synchronized void reopen() {
        if (engine != null) {
            engine.reopenLogs();
        }
    }

    /** Writes a line to the error log of the main level. */
    public synchronized void log(LogLevel level, String message) {
        loaded.generation().errorLog().write(level, message);
    }

    /** Accepts no more and lets running exchanges finish; done, on any thread, when the last one has ended. */
    public synchronized CompletionStage<Void> quit() {
        Engine draining = engine;
        if (draining == null) {
            return CompletableFuture.completedFuture(null);
        }
        draining.drain();
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread waiter = new Thread(
                () -> {
                    try {
                        draining.await();
                        done.complete(null);
                    } catch (InterruptedException e) {
                        done.completeExceptionally(e);
                    }
                },
                "gangway-quit");
        waiter.setDaemon(true);
        waiter.start();
        return done;
    }

    /** Stops at once: ports are closed, connections aborted, threads ended. Idempotent. */
    @Override
    public synchronized void close() {
        if (engine != null) {
            engine.close();
        } else if (loaded != null) {
            loaded.generation().close();
        }
        loaded = engine == null ? null : loaded;
    }
}
