package io.gangway.server;

import io.gangway.conf.ConfException;
import io.gangway.conf.SourceFile;
import io.gangway.core.Clock;
import io.gangway.core.Configuration;
import io.gangway.core.Environment;
import io.gangway.core.Generation;
import io.gangway.core.Level;
import io.gangway.core.Product;
import io.gangway.core.VirtualHosts;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.io.ArrayByteBufferPool;

/**
 * An engine inside of somebody else's server, which listens and speaks TLS for it. It follows its configuration file: what
 * changes is read again within a second, all or nothing.
 */
public final class HostedEngine implements AutoCloseable {
    private static final long WATCH_MILLIS = 1_000;

    /** The longest wait for guests at the end. */
    private static final long DRAIN_SECONDS = 10;

    private final String name;
    private final Consumer<String> log;
    private final Configuration configuration = Configuration.ofModules();
    private final Environment environment;
    private final Engine engine;
    private final ScheduledExecutorService watcher;

    /** Used by the watcher's thread after the start. */
    private FileWatch files;

    /**
     * Reads a configuration and starts.
     *
     * @param name of the place that is served, for the log
     * @param file the configuration; its folder is the prefix of relative paths
     * @param temp the folder of temporary files where the configuration names none
     * @param log takes lines for the server's own log, on any thread
     * @throws ConfException when nginx would refuse the configuration
     */
    public HostedEngine(String name, Path file, Path temp, Consumer<String> log) {
        this.name = name;
        this.log = log;
        Path folder = file.getParent();
        environment = new Environment(folder, file, null, "", temp, Environment.logsBelow(folder));
        files = FileWatch.of(List.of(file));
        Configuration.Loaded loaded = configuration.load(environment);
        engine = Engine.start(loaded.generation(), new ArrayByteBufferPool(), Clock.SYSTEM, Ports.NONE);
        files = files.over(paths(loaded));
        log.accept("gangway/" + Product.VERSION + " serves \"" + name + "\" by " + file);
        loaded.warnings().forEach(warning -> log.accept("[warn] " + warning));
        watcher = Executors.newSingleThreadScheduledExecutor(HostedEngine::watchThread);
        watcher.scheduleWithFixedDelay(this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Thread watchThread(Runnable task) {
        Thread thread = new Thread(task, "gangway-watch");
        thread.setDaemon(true);
        return thread;
    }

    /** For guests. */
    public Engine engine() {
        return engine;
    }

    /**
     * The servers that a request may be for: those of the {@code listen} with the port by which it came, else of the first one
     * that speaks what the client speaks, TLS or not, else of the first one.
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

    private static List<Path> paths(Configuration.Loaded loaded) {
        return loaded.tree().files().stream()
                .map(SourceFile::path)
                .map(Environment::path)
                .toList();
    }

    private void look() {
        FileWatch now = files.again();
        if (now.equals(files)) {
            return;
        }
        files = now;
        try {
            Configuration.Loaded loaded = configuration.load(environment);
            engine.reload(loaded.generation());
            files = files.over(paths(loaded));
            loaded.warnings().forEach(warning -> log.accept("[warn] " + warning));
            log.accept("\"" + name + "\" is served by the changed " + environment.file());
        } catch (RuntimeException e) {
            String line = e.getMessage() + "; the configuration before goes on";
            log.accept("[emerg] " + line);
            engine.generation().errorLog().write(Level.EMERG, line);
        }
    }

    /** Ends tunnels kindly, waits for what is under way, but not for ever, and ends. */
    @Override
    public void close() {
        watcher.shutdownNow();
        engine.drain();
        try {
            engine.await(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        engine.close();
    }
}
