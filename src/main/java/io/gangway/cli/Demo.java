package io.gangway.cli;

import io.gangway.GangwayBuilder;
import io.gangway.demo.DemoBackend;
import io.gangway.dev.CacheDirectory;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The demo, which runs without arguments: {@code etc/gangway.conf} and the backends that it proxies to, in one process.
 * If its ports are in use, it takes the next free ones.
 */
final class Demo extends GangwayInstance {
    /** Maximum number of starts: a port may be taken after it was found free. */
    private static final int MAX_STARTS = 5;

    private final Paths paths;
    private final PrintStream out;
    private DemoPorts ports;
    private DemoBackend backend;
    /** Null unless the logs are in the user's cache directory. */
    private CacheDirectory cache;

    private Demo(Paths paths, PrintStream out) {
        super(paths.admin());
        this.paths = paths;
        this.out = out;
        read();
    }

    /** Whether these are the paths of the demo: its file below {@code home}. */
    static boolean isAt(Paths paths, Path home) {
        return paths.file().equals(home.resolve("etc/gangway.conf").normalize());
    }

    /**
     * Reads the demo's file. In a checkout, the front end and the logs are below {@code target}, where the build puts
     * the front end. If the user may not write there, the logs go to the user's cache directory.
     *
     * @throws StartException when there is no such file: the jar is not part of a distribution or checkout
     */
    static Instance read(Paths paths, PrintStream out) {
        if (!Files.exists(paths.file())) {
            throw missing(Paths.here());
        }
        return new Demo(paths, out);
    }

    private void read() {
        Path built = paths.prefix().resolve("target");
        Path prefix = Files.isDirectory(built.resolve("webapp")) ? built : paths.prefix();
        Paths real = new Paths(
                prefix, paths.file(), paths.errorLog(), paths.globals(), paths.admin(), paths.lenient(), paths.test());
        GangwayBuilder builder = builder(real);
        if (!canLogBelow(prefix)) {
            builder.logs(logsOfUser());
        }
        ports = DemoPorts.free();
        ports.applyTo(builder);
        gangway = builder.read();
    }

    private static StartException missing(Path here) {
        for (String file : new String[] {"nginx.conf", "conf/nginx.conf"}) {
            if (Files.exists(here.resolve(file))) {
                return new StartException("emerg", "no configuration was given", "did you mean \"-c " + file + "\"?");
            }
        }
        return new StartException(
                "emerg",
                "no configuration was given, and this jar has no demo: it comes with the distribution",
                "\"-c nginx.conf\" serves a configuration, \"dev --root .\" the files of this directory; --help lists more");
    }

    /** False, for example, when another user has installed the demo. */
    private static boolean canLogBelow(Path prefix) {
        try {
            return Files.isWritable(Files.createDirectories(prefix.resolve("logs")));
        } catch (IOException e) {
            // The logs then go to the user's cache directory.
            return false;
        }
    }

    private Path logsOfUser() {
        try {
            cache = cache == null ? CacheDirectory.make() : cache;
            return Files.createDirectories(cache.path().resolve("demo"));
        } catch (IOException e) {
            throw new StartException("emerg", "cannot create a directory for logs: " + e.getMessage());
        }
    }

    /** Empty: the line on stdout already has the URL of the page. */
    @Override
    public List<String> urls() {
        return List.of();
    }

    @Override
    public void start() {
        for (int left = MAX_STARTS - 1; ; left--) {
            try {
                startBoth();
                out.println(ports.line());
                return;
            } catch (StartException e) {
                if (left == 0) {
                    throw e;
                }
                closeBoth();
                read();
            }
        }
    }

    /** Starts both at the same time: the page can be opened while the backends are still starting. */
    private void startBoth() {
        CompletableFuture<DemoBackend> starting = CompletableFuture.supplyAsync(this::startBackend, Demo::onThread);
        try {
            super.start();
        } finally {
            backend = join(starting);
        }
    }

    private static void onThread(Runnable task) {
        new Thread(task, "demo-start").start();
    }

    private DemoBackend startBackend() {
        try {
            return DemoBackend.start(ports.a(), ports.b(), ports.control());
        } catch (IOException e) {
            throw new StartException("emerg", e.getMessage());
        }
    }

    private static DemoBackend join(CompletableFuture<DemoBackend> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StartException why ? why : e;
        }
    }

    private void closeBoth() {
        super.close();
        if (backend != null) {
            backend.close();
            backend = null;
        }
    }

    @Override
    public void close() {
        closeBoth();
        if (cache != null) {
            try {
                cache.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
