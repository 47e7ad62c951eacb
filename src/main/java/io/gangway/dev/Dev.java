package io.gangway.dev;

import io.gangway.Gangway;
import io.gangway.GangwayBuilder;
import io.gangway.conf.Block;
import io.gangway.conf.ConfException;
import io.gangway.console.ConsoleToken;
import io.gangway.net.PortUnavailableException;
import io.gangway.server.ConfigurationWatch;
import io.gangway.websocket.MessageHooks;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code gangway dev}: prints the nginx configuration for the options, serves it, and prints requests and
 * messages. It reloads a changed file; an invalid change is reported and has no effect.
 */
public final class Dev implements AutoCloseable {
    private static final long WATCH_MILLIS = 500;

    /** The console uses this port or the next free one. */
    private static final int CONSOLE_PORT = 9180;

    /** Another process may take a port between the check and the start. */
    private static final int MAX_STARTS = 5;

    private final DevOptions options;
    private final Screen screen;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemons("gangway-watch"));
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons("gangway-dev"));
    private final ExecutorService writing = Executors.newSingleThreadExecutor(daemons("gangway-record"));
    private final List<AutoCloseable> parts = new ArrayList<>();
    private Gangway gangway;
    private int consolePort;

    private Dev(DevOptions options, Screen screen) {
        this.options = options;
        this.screen = screen;
    }

    /**
     * Starts serving; prints the help and returns null for {@code --help}.
     *
     * @param out receives the configuration and the log lines
     * @throws DevUsageException if the options are invalid, or their port or backend is not available
     * @throws ConfException if the file is invalid
     * @throws UncheckedIOException if a file cannot be read or written
     */
    public static Dev start(PrintStream out, String... args) {
        DevOptions options = DevOptions.parse(args);
        Screen screen = new Screen(out);
        if (options.help) {
            screen.print(DevOptions.HELP);
            return null;
        }
        for (int left = MAX_STARTS - 1; ; left--) {
            Dev dev = new Dev(options, screen);
            try {
                dev.serve();
                return dev;
            } catch (PortUnavailableException e) {
                dev.close();
                if (left == 0 || !dev.mayTryAgain()) {
                    throw portInUse(e, options);
                }
            } catch (IOException e) {
                dev.close();
                throw new UncheckedIOException(e.getMessage(), e);
            } catch (RuntimeException e) {
                dev.close();
                throw e;
            }
        }
    }

    /** Another port may be chosen, or it was the console's that another process has taken. */
    private boolean mayTryAgain() {
        boolean chosen = options.config != null || options.portGiven || options.write != null;
        return !chosen || !FreePort.isFree(consolePort);
    }

    private static DevUsageException portInUse(PortUnavailableException e, DevOptions options) {
        String way = options.config != null
                ? "--port N serves the file on another one"
                : options.portGiven ? "without --port, dev uses the next free one" : "--port N chooses another one";
        return new DevUsageException(e.getMessage() + (e.hint() == null ? "" : ": " + e.hint()) + "; " + way);
    }

    private void serve() throws IOException {
        Path cache = closeLater(CacheDirectory.make()).path();
        Path logs = Files.createDirectories(cache.resolve("logs"));
        Backends backends = closeLater(Backends.of(options, timer, threads));
        AllowedHosts hosts = new AllowedHosts(options.host, options.allowedHosts, threads);
        GangwayBuilder builder = Gangway.builder()
                .module(new HostGuard(hosts, screen))
                .logs(logs)
                .listener(new Lines(screen, backends, new Diagnosis(threads)));
        Path file = options.config == null ? configure(builder, cache) : options.config;
        if (file != null) {
            builder.file(file);
        }
        if (options.lenient) {
            builder.lenient();
        }
        if (options.config != null && options.portGiven) {
            builder.port(firstPort(logs), options.port);
        }
        if (options.watchesMessages()) {
            Messages messages = closeLater(new Messages(options, screen, writing));
            builder.module(new MessageHooks().add(DevConfiguration.HOOK, messages::hook));
        }
        backends.forEach(builder::upstream);
        String token = console(builder);
        gangway = closeLater(builder.read());
        gangway.warnings().forEach(warning -> screen.line("warning: " + warning));
        gangway.start();
        if (file != null) {
            ConfigurationWatch watch = new ConfigurationWatch(gangway.files(), this::reload, this::refused);
            timer.scheduleWithFixedDelay(watch::poll, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        }
        List<String> urls = gangway.urls();
        urls.forEach(url -> screen.line("serving " + url));
        if (options.host.equals("0.0.0.0") || options.host.equals("[::]")) {
            String url = urls.get(0);
            NetworkAddresses.find().forEach(address -> screen.line("serving " + url.replace("localhost", address)));
        }
        screen.line("console: " + gangway.adminUrl() + "#token=" + token);
        screen.line("logs: " + logs);
        if (options.open) {
            BrowserLauncher.open(urls.get(0), screen);
        }
    }

    /**
     * Adds the console, and lets it see messages. Neither is in the configuration that is printed or written: that may
     * go into production.
     *
     * @return the token for changes
     */
    private String console(GangwayBuilder builder) {
        consolePort = FreePort.from(CONSOLE_PORT, options::isBackend);
        String token = ConsoleToken.generate();
        builder.http(Block.configuration("dev").directive("websocket_inspect", "on"))
                .admin("127.0.0.1:" + consolePort, token);
        return token;
    }

    /** Prints the configuration for the options; returns the file that it was written to, or null. */
    private Path configure(GangwayBuilder builder, Path cache) throws IOException {
        int port = port(options);
        LocalCertificate certificate = options.https ? LocalCertificate.in(cache) : null;
        Block block = new DevConfiguration(options, port, certificate).block();
        if (options.write == null) {
            screen.print(block);
            builder.configuration(block);
        } else if (WrittenFile.write(options.write, options.text(), block.toString(), options.force)) {
            screen.line("serving " + options.write + " with your changes; --force overwrites it");
            return options.write;
        } else {
            screen.print(block);
        }
        if (port != options.port) {
            screen.line("port " + options.port
                    + (options.isBackend(options.port) ? " belongs to a backend" : " is in use") + ": using " + port);
        }
        return options.write;
    }

    /** The requested port; else the next free one that is not a backend's. */
    private static int port(DevOptions options) {
        return options.portGiven ? options.port : FreePort.from(options.port, options::isBackend);
    }

    /** The port that {@code --port} replaces. */
    private int firstPort(Path logs) {
        Path config = options.config;
        GangwayBuilder builder = Gangway.builder().file(config).logs(logs);
        if (options.lenient) {
            builder.lenient();
        }
        try (Gangway read = builder.read()) {
            List<Integer> ports = read.ports();
            if (ports.isEmpty()) {
                throw new DevUsageException("--port: nothing in " + config + " listens on a port");
            }
            return ports.get(0);
        }
    }

    private List<Path> reload() {
        gangway.reload();
        screen.line("configuration reloaded");
        return gangway.files();
    }

    private void refused(Throwable e) {
        boolean known = e instanceof ConfException || e instanceof PortUnavailableException;
        screen.line("configuration not reloaded: " + (known ? e.getMessage() : e));
    }

    /** The real port. */
    public int port() {
        return gangway.port();
    }

    private <T extends AutoCloseable> T closeLater(T part) {
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
