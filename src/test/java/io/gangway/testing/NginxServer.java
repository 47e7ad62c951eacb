package io.gangway.testing;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;

/** A real nginx, not a daemon, as the user who runs the test. */
public final class NginxServer implements ServerUnderTest {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Site site;
    private final NginxCommand command;
    private final Process process;

    private NginxServer(Site site, NginxCommand command, Process process) {
        this.site = site;
        this.command = command;
        this.process = process;
    }

    /** Starts nginx in a single process with the site's configuration; returns when its ports accept connections. */
    public static NginxServer start(NginxCommand command, Site site) throws IOException {
        return start(command, site, "master_process off");
    }

    /** The same with a master process and one worker, so that a reload replaces the worker. */
    public static NginxServer startWithWorker(NginxCommand command, Site site) throws IOException {
        return start(command, site, "master_process on; worker_processes 1");
    }

    private static NginxServer start(NginxCommand command, Site site, String processes) throws IOException {
        String name = site.conf().getFileName().toString();
        Path log = site.dir().resolve(name + ".log");
        Path conf = site.dir().resolve(name + ".nginx");
        Files.writeString(conf, withOwnPaths(read(site.conf()), site.dir()), StandardCharsets.ISO_8859_1);
        List<String> words = new ArrayList<>(List.of(command.path(), "-p", site.dir() + "/", "-c", conf.toString()));
        words.addAll(List.of("-e", log.toString(), "-g"));
        words.add("daemon off; " + processes + "; pid " + site.dir().resolve(name + ".pid") + ";");
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(log.resolveSibling(name + ".out").toFile());
        // nginx itself reads inherited sockets from a variable of this name
        builder.environment().remove("NGINX");
        builder.environment().put("TZ", zone());
        Process process = builder.start();
        NginxServer server = new NginxServer(site, command, process);
        try {
            server.awaitPorts(log.resolveSibling(name + ".out"));
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Sets directories for temporary files and the access log: the compiled-in ones belong to root. */
    private static String withOwnPaths(String conf, Path dir) {
        StringBuilder paths = new StringBuilder("http {");
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            paths.append(' ')
                    .append(kind)
                    .append("_temp_path ")
                    .append(dir)
                    .append("/temp_")
                    .append(kind)
                    .append(';');
        }
        if (!conf.contains("access_log")) {
            paths.append(" access_log ").append(dir).append("/logs/access.log;");
        }
        return conf.replaceFirst("(?m)(?<=^)\\s*http\\s*\\{", Matcher.quoteReplacement(paths.toString()));
    }

    /** The time zone of this JVM in POSIX form, without daylight saving: nginx then needs no time zone data. */
    private static String zone() {
        TimeZone zone = TimeZone.getDefault();
        int minutes = zone.getRawOffset() / 60_000;
        String name = zone.getDisplayName(false, TimeZone.SHORT, Locale.ROOT).replaceAll("\\W.*", "");
        return name + (minutes > 0 ? "-" : "") + Math.abs(minutes / 60) + ":" + Math.abs(minutes % 60);
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    private void awaitPorts(Path output) throws IOException {
        long deadline = System.nanoTime() + START_NANOS;
        for (int port : site.ports()) {
            while (!accepts(port)) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new IllegalStateException(name() + " does not serve " + site.conf() + ":\n" + read(output));
                }
                Thread.onSpinWait();
            }
        }
    }

    private boolean accepts(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (ConnectException e) {
            try {
                // returns early if nginx exits
                process.waitFor(5, TimeUnit.MILLISECONDS);
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while nginx starts", interrupted);
            }
        }
    }

    @Override
    public String name() {
        return "nginx " + command.version();
    }

    @Override
    public Site site() {
        return site;
    }

    /** Sends HUP. Returns at once: the new configuration takes effect soon after. */
    @Override
    public void reload() throws IOException {
        String name = site.conf().getFileName().toString();
        Files.writeString(
                site.dir().resolve(name + ".nginx"),
                withOwnPaths(read(site.conf()), site.dir()),
                StandardCharsets.ISO_8859_1);
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid())).start();
    }

    /** The error log so far. */
    public String errorLog() throws IOException {
        return read(site.dir().resolve(site.conf().getFileName() + ".log"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
