package io.gangway.servlet;

import io.gangway.conf.ConfException;
import io.gangway.conf.SourceFile;
import io.gangway.core.Configuration;
import io.gangway.core.Environment;
import io.gangway.core.Level;
import io.gangway.core.Product;
import io.gangway.server.Engine;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.io.ArrayByteBufferPool;

/** The WAR, deployed: its configuration, the engine that serves it, and the watch over the files. */
final class Deployment implements AutoCloseable {
    /** Context parameter: a configuration file outside of the WAR. */
    private static final String FILE = "gangway.conf";

    /** Context parameter: {@code off} leaves the container's rules for targets as they are. */
    private static final String RELAX = "gangway.relax";

    private static final String INSIDE = "/WEB-INF/gangway.conf";
    private static final long WATCH_MILLIS = 1_000;

    /** The longest wait for exchanges when the application is stopped. */
    private static final long DRAIN_SECONDS = 10;

    private final ServletContext context;
    private final Container container;
    private final Configuration configuration = Configuration.ofModules();
    private final Environment environment;
    private final Engine engine;
    private final ScheduledExecutorService watcher;

    /** Used by the watcher's thread after the start. */
    private FileWatch files;

    private Deployment(ServletContext context, Container container, Path file) {
        this.context = context;
        this.container = container;
        environment = new Environment(file.getParent(), file, null, "");
        Configuration.Loaded loaded = configuration.load(environment);
        engine = Engine.startWithin(loaded.generation(), new ArrayByteBufferPool());
        files = watch(loaded);
        sayHello(loaded);
        watcher = Executors.newSingleThreadScheduledExecutor(Deployment::watchThread);
        watcher.scheduleWithFixedDelay(this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Reads the configuration and starts.
     *
     * @throws ConfException when nginx would refuse it
     * @throws IOException when there is none
     */
    static Deployment start(ServletContext context, Function<ServletContext, Container> containers) throws IOException {
        return new Deployment(context, containers.apply(context), file(context));
    }

    private static Path file(ServletContext context) throws IOException {
        String outside = context.getInitParameter(FILE);
        if (outside != null && !outside.isBlank()) {
            return Path.of(outside.strip()).toAbsolutePath();
        }
        String inside = context.getRealPath(INSIDE);
        if (inside == null || !Files.exists(Path.of(inside))) {
            throw new IOException(
                    "there is no " + INSIDE + " in the file system (expected: an unpacked WAR with that file,"
                            + " or the context parameter " + FILE + ")");
        }
        return Path.of(inside);
    }

    private static Thread watchThread(Runnable task) {
        Thread thread = new Thread(task, "gangway-watch");
        thread.setDaemon(true);
        return thread;
    }

    private void sayHello(Configuration.Loaded loaded) {
        say("gangway/" + Product.VERSION + " serves \"" + context.getContextPath() + "/\" by " + environment.file());
        loaded.warnings().forEach(warning -> say("[warn] " + warning));
        say("ports and TLS are the servlet container's: listen only chooses servers");
        if (!container.canTakeOver()) {
            say("[warn] this servlet container can't give connections away: upgrades are answered with 501");
        }
        if (!"off".equals(context.getInitParameter(RELAX))) {
            container.relax(context);
            say("the servlet container's rules for targets are relaxed for all its applications (" + RELAX + ")");
        }
        container.refused().forEach(what -> say("the servlet container refuses " + what));
    }

    private void say(String line) {
        context.log(line);
    }

    // ---- for requests

    Engine engine() {
        return engine;
    }

    Container container() {
        return container;
    }

    // ---- changes

    private static FileWatch watch(Configuration.Loaded loaded) {
        List<Path> paths = loaded.tree().files().stream()
                .map(SourceFile::path)
                .map(Environment::path)
                .toList();
        return FileWatch.of(paths);
    }

    /** Reads the configuration again when one of its files has changed; all or nothing. */
    private void look() {
        FileWatch now = files.again();
        if (now.equals(files)) {
            return;
        }
        files = now;
        try {
            Configuration.Loaded loaded = configuration.load(environment);
            engine.reload(loaded.generation());
            files = watch(loaded);
            loaded.warnings().forEach(warning -> say("[warn] " + warning));
            say("\"" + context.getContextPath() + "/\" is served by the changed " + environment.file());
        } catch (RuntimeException e) {
            String line = e.getMessage() + "; the configuration before goes on";
            say("[emerg] " + line);
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
