package io.gangway.server;

import io.gangway.conf.BuildInfo;
import io.gangway.conf.ConfException;
import io.gangway.conf.Environment;
import io.gangway.config.Configuration;
import io.gangway.errorlog.LogLevel;
import io.gangway.exchange.Generation;
import io.gangway.exchange.VirtualHosts;
import io.gangway.loop.BoundedBufferPool;
import io.gangway.loop.Clock;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An engine within another server, which listens and does TLS for it. It follows its configuration file: changes are
 * read within a second, all or nothing. Until there has been a valid configuration there is no engine, and the file is
 * read again every second, because the error may be in another file.
 */
public final class HostedEngine implements AutoCloseable {
    private static final long WATCH_MILLIS = 1_000;

    /** Maximum time to wait for running exchanges at the end. */
    private static final long DRAIN_SECONDS = 10;

    private final String name;
    private final Consumer<String> log;
    private final Configuration configuration;
    private final Environment environment;
    private final ScheduledExecutorService watcher;

    /** Null until a valid configuration has been read. Set once, under the lock. */
    private volatile Engine engine;

    /** The last logged reason why there is no engine. Used by the watcher's thread after the constructor. */
    private String refusal;

    /** Guarded by the lock. */
    private boolean closed;

    /** Used by the watcher's thread after the constructor. */
    private final ConfigurationWatch watch;

    /**
     * Reads a configuration and starts; a failure is logged in one line.
     *
     * @param name of the context that is served, for the log
     * @param file the configuration; relative paths are resolved against its directory
     * @param temp the directory of temporary files when the configuration names none
     * @param lenient whether directives that are known and not supported are left out
     * @param log receives lines for the server's own log, on any thread
     */
    public HostedEngine(String name, Path file, Path temp, boolean lenient, Consumer<String> log) {
        this.name = name;
        Configuration all = Configuration.ofModules();
        configuration = lenient ? all.lenient() : all;
        this.log = log;
        Path directory = file.getParent();
        environment = new Environment(directory, file, null, "", temp, Environment.logsBelow(directory));
        watch = new ConfigurationWatch(List.of(file), this::read, this::refused);
        watch.read();
        watcher = Executors.newSingleThreadScheduledExecutor(HostedEngine::watchThread);
        watcher.scheduleWithFixedDelay(this::check, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (engine == null) {
            watch.read();
        } else {
            watch.poll();
        }
    }

    private synchronized List<Path> read() {
        if (closed) {
            return List.of();
        }
        Configuration.Loaded loaded = configuration.load(environment);
        if (engine == null) {
            engine = Engine.start(loaded.generation(), new BoundedBufferPool(), Clock.SYSTEM, Ports.NONE);
            log.accept("gangway/" + BuildInfo.VERSION + " serves \"" + name + "\" by " + environment.file());
            warn(loaded);
        } else {
            engine.reload(loaded.generation());
            warn(loaded);
            log.accept("\"" + name + "\" now uses the changed " + environment.file());
        }
        return loaded.tree().paths().stream().map(Environment::path).toList();
    }

    private void warn(Configuration.Loaded loaded) {
        loaded.warnings().forEach(warning -> log.accept("[warn] " + warning));
    }

    private void refused(Throwable e) {
        String reason = reason(e);
        if (engine != null) {
            engine.reloadFailed(reason);
            String line = reason + "; the previous configuration stays in use";
            log.accept("[emerg] " + line);
            engine.generation().errorLog().write(LogLevel.EMERG, line);
        } else if (!reason.equals(refusal)) {
            refusal = reason;
            log.accept("[emerg] " + reason + "; requests to \"" + name
                    + "\" get 503 until this is corrected, which is noticed within a second");
        }
    }

    private static String reason(Throwable e) {
        if (e instanceof ConfException refused && refused.hint() != null) {
            return refused.getMessage() + " (" + refused.hint() + ")";
        }
        return e instanceof ConfException || e instanceof UncheckedIOException ? e.getMessage() : e.toString();
    }

    private static Thread watchThread(Runnable task) {
        Thread thread = new Thread(task, "gangway-watch");
        thread.setDaemon(true);
        return thread;
    }

    /** The engine; null until a valid configuration has been read. */
    public Engine engine() {
        return engine;
    }

    /**
     * The servers for a request: those of the {@code listen} with the local port of the request; else of the first
     * {@code listen} that matches in TLS; else of the first one.
     */
    public static VirtualHosts hosts(Generation generation, int port, boolean secure) {
        VirtualHosts first = null;
        VirtualHosts kind = null;
        for (VirtualHosts hosts : generation.listens().values()) {
            if (hosts.listen().address() instanceof InetSocketAddress inet && inet.getPort() == port) {
                return hosts;
            }
            first = first == null ? hosts : first;
            kind = kind == null && hosts.listen().ssl() == secure ? hosts : kind;
        }
        return kind == null ? first : kind;
    }

    /** Drains tunnels, waits for running exchanges for a limited time, then stops. */
    @Override
    public void close() {
        watcher.shutdownNow();
        Engine running = stopped();
        if (running == null) {
            return;
        }
        running.stopAccepting();
        try {
            running.await(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running.close();
    }

    private synchronized Engine stopped() {
        closed = true;
        return engine;
    }
}
