package io.gangway.cli;

import io.gangway.Gangway;
import io.gangway.GangwayBuilder;
import io.gangway.demo.DemoBackend;
import io.gangway.dev.CacheFolder;
import io.gangway.dev.FreePort;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What runs without arguments: {@code etc/gangway.conf} with the application that it proxies to, in the same process. Where its
 * ports are taken, the next free ones do.
 */
final class Demo implements Instance {
    private static final int PORT = 8080;

    private final Instance site;
    private final DemoPorts ports;
    private final PrintStream out;
    private DemoBackend backend;

    /**
     * @param front where a browser finds it
     * @param a of the first backend
     * @param b of the second backend
     * @param control of the listener that stops and starts them
     */
    private record DemoPorts(int front, int a, int b, int control) {
        static DemoPorts free() {
            int a = FreePort.from(DemoBackend.PORT_A, port -> false);
            int b = FreePort.from(DemoBackend.PORT_B, port -> port == a);
            int control = FreePort.from(DemoBackend.PORT_CONTROL, port -> port == a || port == b);
            return new DemoPorts(FreePort.from(PORT, port -> port == a || port == b || port == control), a, b, control);
        }
    }

    private Demo(Instance site, DemoPorts ports, PrintStream out) {
        this.site = site;
        this.ports = ports;
        this.out = out;
    }

    /** Whether this is the place of the demo: the file that is there for everybody. */
    static boolean isAt(Place place, Path home) {
        return place.file().equals(home.resolve("etc/gangway.conf").normalize());
    }

    /**
     * Reads the demo's file. In a checkout the front end is where the build put it, and the logs are beside it;
     * where the user may not write, they are in the user's cache directory.
     *
     * @throws StartException when there is no such file: the jar is alone
     */
    static Instance read(Place place, PrintStream out) {
        if (!Files.exists(place.file())) {
            throw missing(Place.here());
        }
        Path built = place.prefix().resolve("target");
        Path prefix = Files.isDirectory(built.resolve("webapp")) ? built : place.prefix();
        DemoPorts ports = DemoPorts.free();
        GangwayBuilder builder = Gangway.builder()
                .environment(
                        GangwayInstance.environment(new Place(prefix, place.file(), place.errorLog(), place.globals())))
                .port(PORT, ports.front());
        if (!canLogBelow(prefix)) {
            builder.logs(logsOfUser());
        }
        if (ports.a() != DemoBackend.PORT_A || ports.b() != DemoBackend.PORT_B) {
            builder.upstream("contest", "127.0.0.1:" + ports.a(), "127.0.0.1:" + ports.b());
        }
        if (ports.control() != DemoBackend.PORT_CONTROL) {
            builder.upstream("127.0.0.1:" + DemoBackend.PORT_CONTROL, "127.0.0.1:" + ports.control());
        }
        return new Demo(new GangwayInstance(builder.read()), ports, out);
    }

    private static StartException missing(Path here) {
        for (String file : new String[] {"nginx.conf", "conf/nginx.conf"}) {
            if (Files.exists(here.resolve(file))) {
                return new StartException("emerg", "no configuration was given", "did you mean \"-c " + file + "\"?");
            }
        }
        return new StartException(
                "emerg",
                "no configuration was given, and the demo is not here: it comes with the distribution",
                "\"-c nginx.conf\" serves a configuration, \"dev --root .\" the files of this directory; --help lists more");
    }

    /** Whoever installed it may be another one than who runs it. */
    private static boolean canLogBelow(Path prefix) {
        try {
            return Files.isWritable(Files.createDirectories(prefix.resolve("logs")));
        } catch (IOException e) {
            // Then they are elsewhere.
            return false;
        }
    }

    private static Path logsOfUser() {
        try {
            return Files.createDirectories(CacheFolder.make().path().resolve("demo"));
        } catch (IOException e) {
            throw new StartException("emerg", "no directory for logs can be made: " + e.getMessage());
        }
    }

    @Override
    public Path pidFile() {
        return site.pidFile();
    }

    @Override
    public boolean daemon() {
        return site.daemon();
    }

    @Override
    public String dump() {
        return site.dump();
    }

    @Override
    public List<String> warnings() {
        return site.warnings();
    }

    @Override
    public List<String> noEffect() {
        return site.noEffect();
    }

    /** None: the one of the page is on stdout. */
    @Override
    public List<String> urls() {
        return List.of();
    }

    @Override
    public List<Path> logFiles() {
        return site.logFiles();
    }

    /** Both at once: the page is there while the application behind it still starts. */
    @Override
    public void start() {
        CompletableFuture<DemoBackend> starting = CompletableFuture.supplyAsync(this::startBackend, Demo::onThread);
        try {
            site.start();
        } finally {
            backend = join(starting);
        }
        out.println("http://localhost:" + ports.front() + "/"
                + (ports.front() == PORT ? "" : "   (port " + PORT + " is taken)"));
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

    @Override
    public void reload() {
        site.reload();
    }

    @Override
    public void reopen() {
        site.reopen();
    }

    @Override
    public CompletionStage<Void> quit() {
        return site.quit();
    }

    @Override
    public void close() {
        site.close();
        if (backend != null) {
            backend.close();
        }
    }
}
