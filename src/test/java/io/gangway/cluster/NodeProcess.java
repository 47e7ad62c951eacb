package io.gangway.cluster;

import io.gangway.testing.RawHttp;
import io.gangway.testing.RawResponse;
import io.gangway.testing.Site;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A node in a process of its own. Closing kills it. */
final class NodeProcess implements AutoCloseable {
    private static final Pattern ONLINE = Pattern.compile("\"nodes_online\":(\\d+)");

    private final Site site;
    private final Process process;

    private NodeProcess(Site site, Process process) {
        this.site = site;
        this.process = process;
    }

    static NodeProcess start(Site site) throws IOException {
        Path output = site.dir().resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                classPath(),
                "io.gangway.cli.Main",
                "-p",
                site.dir().toString(),
                "-c",
                site.conf().getFileName().toString());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        return new NodeProcess(site, builder.start());
    }

    /** That of the tests, also where their launcher has a class loader of its own. */
    static String classPath() {
        return NodeProcess.class.getClassLoader() instanceof URLClassLoader loader
                ? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator))
                : System.getProperty("java.class.path");
    }

    /** Runs {@code -t} without the jar of JGroups; returns the output. */
    static String checkWithoutJar(Site site) throws IOException, InterruptedException {
        String classPath = Stream.of(classPath().split(File.pathSeparator))
                .filter(entry -> !entry.contains("jgroups"))
                .collect(Collectors.joining(File.pathSeparator));
        Process check = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "io.gangway.cli.Main",
                        "-t",
                        "-p",
                        site.dir().toString(),
                        "-c",
                        site.conf().getFileName().toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        check.waitFor();
        return output;
    }

    int port() {
        return site.port();
    }

    RawResponse get(String target, String... fields) throws IOException {
        return RawHttp.get(port(), target, fields);
    }

    /** The number of other nodes that it can reach; -1 while it does not respond. */
    int others() {
        try {
            Matcher online = ONLINE.matcher(get("/api/9/stream/zone_sync").body());
            return online.find() ? Integer.parseInt(online.group(1)) : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + process.pid())
                .start()
                .waitFor();
    }

    /** What it has written so far. */
    String log() {
        StringBuilder log = new StringBuilder();
        for (String name : List.of("logs/error.log", "output.txt")) {
            try {
                log.append(Files.readString(site.dir().resolve(name)));
            } catch (IOException e) {
                // There is none yet.
                log.append(name).append(": ").append(e).append('\n');
            }
        }
        return log.toString();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        site.close();
    }
}
