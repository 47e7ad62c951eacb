package io.gangway.cli;

import io.gangway.demo.DemoBackend;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What runs without arguments: {@code etc/gangway.conf} with the application that it proxies to, in the same process. */
final class Demo implements Instance {
    private final Instance site;
    private final PrintStream out;
    private DemoBackend backend;

    private Demo(Instance site, PrintStream out) {
        this.site = site;
        this.out = out;
    }

    /** Whether this is the place of the demo: the file that is there for everybody. */
    static boolean isAt(Place place, Path home) {
        return place.file().equals(home.resolve("etc/gangway.conf").normalize());
    }

    /** Reads the demo's file. In a checkout the front end is where the build put it, and the logs are beside it. */
    static Instance read(Place place, PrintStream out) {
        Path built = place.prefix().resolve("target");
        Path prefix = Files.isDirectory(built.resolve("webapp")) ? built : place.prefix();
        makeLogs(prefix);
        Instance site = GangwayInstance.read(new Place(prefix, place.file(), place.errorLog(), place.globals()));
        return new Demo(site, out);
    }

    private static void makeLogs(Path prefix) {
        try {
            Files.createDirectories(prefix.resolve("logs"));
        } catch (IOException e) {
            // Reading the file says what is missing, in nginx's words.
            return;
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

    /** Both at once: the page is there while the application behind it still starts. */
    @Override
    public void start() {
        CompletableFuture<DemoBackend> starting = CompletableFuture.supplyAsync(Demo::startBackend, Demo::onThread);
        try {
            site.start();
        } finally {
            backend = join(starting);
        }
        out.println("http://localhost:8080/");
    }

    private static void onThread(Runnable task) {
        new Thread(task, "demo-start").start();
    }

    private static DemoBackend startBackend() {
        try {
            return DemoBackend.start(DemoBackend.PORT_A, DemoBackend.PORT_B, DemoBackend.PORT_CONTROL);
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
