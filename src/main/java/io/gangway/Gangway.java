package io.gangway;

import io.gangway.conf.ConfException;
import io.gangway.core.Configuration;
import io.gangway.core.CoreMain;
import io.gangway.core.DefaultFolder;
import io.gangway.core.Environment;
import io.gangway.core.Generation;
import io.gangway.core.Level;
import io.gangway.core.Listen;
import io.gangway.core.Module;
import io.gangway.core.Reopenable;
import io.gangway.core.VirtualHosts;
import io.gangway.server.BindException;
import io.gangway.server.Engine;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;

/**
 * One nginx configuration, running. The embedding API: read a file, start it, ask for its ports, reload, close.
 *
 * <p>Two instances in one JVM do not know each other. Instances are safe for use by several threads.
 */
public final class Gangway implements AutoCloseable {
    private final Environment environment;
    private final Configuration configuration;

    /** What was read and is not started yet; null afterwards. */
    private Configuration.Loaded loaded;

    private Engine engine;

    private Gangway(Environment environment, Module... modules) {
        this.environment = environment;
        configuration = Configuration.ofModules(modules);
        loaded = configuration.load(environment);
    }

    /**
     * Reads and checks a configuration file, without opening a port. Its folder is the prefix of relative paths.
     *
     * @param file the configuration, as {@code nginx -c} takes it
     * @param modules what the application brings, such as {@link io.gangway.websocket.MessageHooks}; those on the class path
     *     are found anyway
     * @throws ConfException when nginx would refuse the file
     */
    public static Gangway read(Path file, Module... modules) {
        Path absolute = file.toAbsolutePath();
        return read(new Environment(absolute.getParent(), absolute, null, ""), modules);
    }

    /**
     * Reads and checks a configuration, without opening a port.
     *
     * @param environment file, prefix and globals as the command line has them
     * @param modules what the application brings, as above
     * @throws ConfException when nginx would refuse it
     */
    public static Gangway read(Environment environment, Module... modules) {
        return new Gangway(environment, modules);
    }

    /**
     * Opens the ports and serves; returns when connections are accepted.
     *
     * @throws BindException when a port can't be had
     */
    public Gangway start() {
        return start(new ArrayByteBufferPool());
    }

    /**
     * The same, with buffers of the application's: to share them, to bound their memory, or to watch them. After {@link #close}
     * all of them are back.
     *
     * @throws BindException when a port can't be had
     */
    public synchronized Gangway start(ByteBufferPool buffers) {
        engine = Engine.start(loaded.generation(), buffers);
        return this;
    }

    /**
     * Reads the same file again and replaces the running generation; what runs goes on with the old one.
     *
     * @throws ConfException when nginx would refuse the file; the old generation goes on
     * @throws BindException when a port can't be had; the old generation goes on
     */
    public synchronized void reload() {
        Configuration.Loaded next = configuration.load(environment);
        engine.reload(next.generation());
        loaded = next;
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
        throw new IllegalArgumentException("listen name: " + name + " (expected: one that a listen says as name=…)");
    }

    /** Remarks that were made when the configuration was read, nginx's {@code [warn]}. */
    public synchronized List<String> warnings() {
        return loaded.warnings();
    }

    /** Directives of the configuration that are accepted and have no effect here. */
    public synchronized List<String> noEffect() {
        return loaded.noEffect();
    }

    /** What {@code -T} prints: every file that was read. One char per byte. */
    public synchronized String dump() {
        return loaded.tree().dump();
    }

    /** Whether the file says {@code daemon on}. */
    public synchronized boolean daemon() {
        return loaded.generation().main().get(CoreMain.DAEMON);
    }

    /** What {@code pid} names, absolute; null when it names nothing and the folder of nginx's default can't be written to. */
    public synchronized Path pidFile() {
        Generation generation = loaded.generation();
        DefaultFolder folder = generation.service(DefaultFolder.class);
        if (!generation.main().says(CoreMain.PID) && folder != null && !folder.isUsable()) {
            return null;
        }
        return environment.prefixed(generation.main().get(CoreMain.PID)).toAbsolutePath();
    }

    /** Opens the log files again, after they were moved away. */
    public synchronized void reopen() {
        Reopenable logs = loaded.generation().service(Reopenable.class);
        if (logs != null) {
            logs.reopen();
        }
    }

    /** Writes a line to the error log of the main level. */
    public synchronized void log(Level level, String message) {
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
