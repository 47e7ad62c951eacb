package io.gangway;

import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.conf.Source;
import io.gangway.conf.SourceFile;
import io.gangway.config.Configuration;
import io.gangway.core.DefaultDirectory;
import io.gangway.errorlog.LogLevel;
import io.gangway.errorlog.Reopenable;
import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import io.gangway.explain.ExplainException;
import io.gangway.explain.ExplainedRequest;
import io.gangway.explain.Explanation;
import io.gangway.explainer.Explainer;
import io.gangway.loop.Clock;
import io.gangway.metrics.GenerationStats;
import io.gangway.metrics.Reloads;
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
 * A running nginx configuration. This is the embedding API: read a file, start it, get its ports, reload it, close it.
 *
 * <p>Instances in one JVM are independent of each other. Thread-safe.
 */
public final class Gangway implements AutoCloseable {
    private final Environment environment;
    private final Source source;
    private final Configuration configuration;
    private final Ports ports;
    private final ByteBufferPool buffers;
    private final Clock clock;

    /** The configuration read last; null when the instance was closed without a start. */
    private Configuration.Loaded loaded;

    private Engine engine;

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
        loaded = load();
    }

    private Configuration.Loaded load() {
        Configuration.Loaded next = configuration.load(environment, source.read());
        try {
            AdminServer.check(next.generation());
        } catch (ConfException e) {
            next.generation().close();
            throw e;
        }
        return next;
    }

    /**
     * Reads and checks a configuration file without opening a port. Relative paths are resolved against its directory.
     *
     * @param file the configuration, as in {@code nginx -c}
     * @throws ConfException when nginx would reject the file
     */
    public static Gangway read(Path file) {
        return builder().file(file).read();
    }

    /**
     * Reads and checks a configuration without opening a port.
     *
     * @param environment file, prefix and global directives, as on the command line
     * @throws ConfException when nginx would reject it
     */
    public static Gangway read(Environment environment) {
        return builder().environment(environment).read();
    }

    /**
     * Creates a builder, for everything beyond one file: configuration in Java, listeners, own directives, free ports.
     */
    public static GangwayBuilder builder() {
        return new GangwayBuilder();
    }

    /**
     * Opens the ports and serves; returns once connections are accepted.
     *
     * @throws PortUnavailableException when a port can't be opened
     * @throws IllegalStateException after {@link GangwayBuilder#inspectOnly} and {@link GangwayBuilder#checkOnly}
     */
    public synchronized Gangway start() {
        if (!configuration.resolvesNames()) {
            throw new IllegalStateException("the configuration was read by inspectOnly()");
        }
        if (!configuration.opensLogs()) {
            throw new IllegalStateException("the configuration was read by checkOnly()");
        }
        engine = Engine.start(loaded.generation(), buffers, clock, ports);
        return this;
    }

    /**
     * Sets whether another process of the same user may bind the ports, too, to take the place of this one: see {@link
     * GangwayBuilder#besideAnother}. Ports opened later are not shared.
     */
    public synchronized void sharePorts(boolean on) {
        engine.sharePorts(on);
    }

    /**
     * Reads the configuration again and replaces the running generation; running exchanges stay with the old one. A
     * failure is counted, see {@link #reloads()}, and written to the error log of the configuration that stays in use.
     *
     * @throws ConfException when nginx would reject the file; the old generation stays in use
     * @throws PortUnavailableException when a port can't be opened; the old generation stays in use
     */
    public synchronized void reload() {
        try {
            Configuration.Loaded next = load();
            engine.reload(next.generation());
            loaded = next;
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
        if (engine != null) {
            engine.reloadFailed(message);
        }
        log(LogLevel.EMERG, message);
        if (hint != null) {
            log(LogLevel.EMERG, hint);
        }
    }

    /** Counts of the reloads so far. */
    public synchronized Reloads reloads() {
        return engine == null ? Reloads.NONE : engine.status().reloads();
    }

    /**
     * The configurations in memory, oldest first; the last one is the running one. Empty before the start.
     *
     * <p>A replaced configuration is freed with its last exchange. {@code worker_generations} limits how many are kept
     * for tunnels only.
     */
    public synchronized List<GenerationStats> generations() {
        return engine == null ? List.of() : engine.generations();
    }

    /**
     * The port of the first {@code listen}; the actual one when the configuration has port 0.
     *
     * @return -1 for a unix socket
     */
    public synchronized int port() {
        return engine.port(loaded.generation().listens().keySet().iterator().next());
    }

    /**
     * The port of the {@code listen} with the parameter {@code name=…}.
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
     * The actual port for a port of the configuration; they differ after {@link GangwayBuilder#freePorts}.
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

    /** The ports of the configuration, in the order of the file, without duplicates. */
    public synchronized List<Integer> ports() {
        return loaded.generation().listens().keySet().stream()
                .filter(InetSocketAddress.class::isInstance)
                .map(address -> ((InetSocketAddress) address).getPort())
                .distinct()
                .toList();
    }

    /**
     * Whether a port of the configuration uses TLS.
     *
     * @throws IllegalArgumentException when no {@code listen} has that port
     */
    public synchronized boolean isTls(int configured) {
        return loaded.generation().listens().get(address(configured)).listen().ssl();
    }

    /**
     * URLs for a browser, one for each address of the configuration, in the order of the file and with the actual
     * ports; without that of {@link #adminUrl}. A wildcard address becomes {@code localhost}, a unix socket {@code unix:PATH}.
     */
    public synchronized List<String> urls() {
        return Urls.of(loaded.generation(), engine::port);
    }

    /** The URL of the server that {@link GangwayBuilder#admin} adds, with the actual port; null without it. Call it after the start. */
    public synchronized String adminUrl() {
        return Urls.admin(loaded.generation(), engine::port);
    }

    /** The open log files as absolute paths, without duplicates; without those whose names contain variables. */
    public synchronized List<Path> logFiles() {
        Reopenable logs = loaded.generation().service(Reopenable.class);
        return logs == null ? List.of() : logs.paths();
    }

    /** The number of open tunnels: WebSocket and other upgrades. */
    public synchronized int tunnels() {
        return engine == null ? 0 : engine.tunnels();
    }

    /**
     * Metrics of upgrades, one for each location that had any, in no particular order. Empty before the start. Counts
     * continue across a reload where a location stays; a removed location is listed as long as it has open tunnels.
     */
    public synchronized List<LocationMetricsSnapshot> locationMetrics() {
        LocationMetricsSnapshot.Source source =
                engine == null ? null : engine.generation().service(LocationMetricsSnapshot.Source.class);
        return source == null ? List.of() : source.counts();
    }

    /** Warnings from reading the configuration, nginx's {@code [warn]}. */
    public synchronized List<String> warnings() {
        return loaded.warnings();
    }

    /** Those of the {@link #warnings} that are about what {@link GangwayBuilder#lenient} has left out. */
    public synchronized List<String> leftOut() {
        return loaded.leftOut();
    }

    /** Directives of the configuration that are accepted but have no effect here. */
    public synchronized List<String> noEffect() {
        return loaded.noEffect();
    }

    /** The files that the configuration consists of, in the order in which they were first read. */
    public synchronized List<Path> files() {
        return loaded.tree().paths().stream().map(Environment::path).toList();
    }

    /** The files with their text, each as it was read; of the built-in ones those that were read. */
    public synchronized List<SourceFile> sources() {
        return loaded.tree().files();
    }

    /** The output of {@code -T}: the content of every file that was read. One char per byte. */
    public synchronized String dump() {
        return loaded.tree().dump();
    }

    /**
     * Explains what would happen to a GET request, see {@link #explain(ExplainedRequest)}.
     *
     * @param url absolute, or a path alone for the first {@code listen}
     * @throws ExplainException when the URL is broken, or no {@code listen} is for it
     */
    public Explanation explain(String url) {
        return explain(ExplainedRequest.of(url));
    }

    /**
     * Explains what would happen to a request with the configuration read last, started or not: the way of the request
     * with files and lines, and its result. It runs the phases of the server, but nothing is sent, written or counted.
     * It looks at the files that the server would look at. Ports are those of the configuration.
     *
     * @throws ExplainException when the request cannot be explained: a broken URL or field, no {@code listen} for it
     */
    public Explanation explain(ExplainedRequest request) {
        Generation generation;
        synchronized (this) {
            generation = loaded.generation();
        }
        return Explainer.explain(generation, request);
    }

    /** Whether the file contains {@code daemon on}. */
    public synchronized boolean daemon() {
        return loaded.generation().settings().daemon();
    }

    /** The path of {@code pid}, absolute; null when it is not configured and nginx's default is not writable. */
    public synchronized Path pidFile() {
        Generation generation = loaded.generation();
        DefaultDirectory directory = generation.service(DefaultDirectory.class);
        String pid = generation.settings().pid();
        if (pid == null) {
            return directory.isUsable() ? directory.file("nginx.pid") : null;
        }
        return environment.prefixed(pid).toAbsolutePath();
    }

    /** Reopens the log files after a rotation, including those that older generations still write to. */
    public synchronized void reopen() {
        if (engine != null) {
            engine.reopenLogs();
        }
    }

    /** Writes a line to the error log of the main context. */
    public synchronized void log(LogLevel level, String message) {
        loaded.generation().errorLog().write(level, message);
    }

    /**
     * Stops accepting and lets running exchanges finish.
     *
     * @return completed, on any thread, when the last exchange has ended
     */
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

    /** Stops at once: closes ports, aborts connections and ends threads. Idempotent. */
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
