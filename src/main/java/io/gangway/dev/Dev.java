package io.gangway.dev;

import io.gangway.Gangway;
import io.gangway.GangwayBuilder;
import io.gangway.conf.Block;
import io.gangway.conf.ConfException;
import io.gangway.server.BindException;
import io.gangway.server.FileWatch;
import io.gangway.websocket.MessageHooks;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * {@code gangway dev}: prints the nginx configuration that the options stand for, serves it, and tells the developer what
 * passes. A change of its file that is wrong is told and changes nothing.
 */
public final class Dev implements AutoCloseable {
    private static final long WATCH_MILLIS = 500;

    private final DevOptions options;
    private final Screen screen;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemons("gangway-watch"));
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons("gangway-dev"));
    private final ExecutorService writing = Executors.newSingleThreadExecutor(daemons("gangway-record"));
    private final List<AutoCloseable> parts = new ArrayList<>();
    private Gangway gangway;
    /** Confined to the timer's thread after the start. */
    private FileWatch files;

    private Dev(DevOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /**
     * Starts to serve; null when only help was wanted, which is printed then.
     *
     * @param out for the configuration and the lines
     * @throws DevUsageException when the options can't be understood
     * @throws ConfException when the file is wrong
     * @throws BindException when the port can't be had
     * @throws UncheckedIOException when a file can't be read or written
     */
    public static Dev start(PrintStream out, String... args) {
        DevOptions options = DevOptions.parse(args);
        Screen screen = new Screen(out);
        if (options.help) {
            screen.print(DevOptions.HELP);
            return null;
        }
        Dev dev = new Dev(options, screen);
        try {
            dev.serve();
            return dev;
        } catch (IOException e) {
            dev.close();
            throw new UncheckedIOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            dev.close();
            throw e;
        }
    }

    private void serve() throws IOException {
        GangwayBuilder builder = Gangway.builder();
        Path file = options.config;
        if (file == null) {
            LocalCertificate certificate = options.https ? LocalCertificate.in(LocalCertificate.cache()) : null;
            Block block = new DevConfiguration(options, certificate).block();
            screen.print(block.toString());
            if (options.write != null) {
                Files.writeString(options.write, block.toString(), StandardCharsets.ISO_8859_1);
                file = options.write;
            } else {
                builder.configuration(block);
            }
        }
        if (file != null) {
            builder.file(file);
        }
        Path logs = LocalCertificate.cache().resolve("logs");
        Files.createDirectories(logs);
        builder.logs(logs).listener(new Lines(screen, new Diagnosis(threads)));
        if (options.watchesMessages()) {
            Messages messages = own(new Messages(options, screen, writing));
            builder.module(new MessageHooks().add(DevConfiguration.HOOK, messages::hook));
        }
        detours().forEach(builder::upstream);
        gangway = own(builder.read());
        gangway.warnings().forEach(warning -> screen.line("warning: " + warning));
        gangway.start();
        if (file != null) {
            files = FileWatch.of(gangway.files());
            timer.scheduleWithFixedDelay(this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
        String url = url();
        screen.line("serving " + url);
        if (options.open) {
            Browser.open(url, screen);
        }
    }

    /** What stands in the place of each backend that is disturbed or replayed. */
    private Map<String, String> detours() throws IOException {
        Map<String, String> detours = new LinkedHashMap<>();
        if (!options.meddles()) {
            return detours;
        }
        String replay = options.replay == null
                ? null
                : own(new Replay(Recording.read(options.replay), timer)).address();
        for (Route route : options.routes) {
            if (detours.containsKey(route.authority())) {
                continue;
            }
            String address = replay;
            if (options.delayMillis > 0 || options.cutAfterMillis > 0) {
                Route to = replay == null ? route : new Route(route.path(), "http", replay, "");
                address = own(new Detour(to, options.delayMillis, options.cutAfterMillis, threads))
                        .address();
            }
            detours.put(route.authority(), address);
        }
        return detours;
    }

    private void look() {
        FileWatch now = files.again();
        if (now.equals(files)) {
            return;
        }
        files = now;
        try {
            gangway.reload();
            files = files.over(gangway.files());
            screen.line("the configuration has changed and is served");
        } catch (ConfException | BindException e) {
            screen.line("the configuration stays as it was: " + e.getMessage());
        } catch (RuntimeException e) {
            screen.line("the configuration stays as it was: " + e);
        }
    }

    private String url() {
        int said = gangway.ports().get(0);
        return (gangway.isTls(said) ? "https" : "http") + "://localhost:" + gangway.port(said) + "/";
    }

    /** The real port. */
    public int port() {
        return gangway.port();
    }

    private <T extends AutoCloseable> T own(T part) {
        parts.add(part);
        return part;
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        timer.shutdownNow();
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                screen.line("closing failed: " + e.getMessage());
            }
        }
        writing.shutdown();
        threads.shutdownNow();
    }
}
