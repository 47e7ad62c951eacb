package io.gangway.cli;

import static org.awaitility.Awaitility.await;

import io.gangway.testing.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code bin/gangway} in its own process. Its output goes to a file of its site. Closing kills it. */
final class GangwayProcess implements AutoCloseable {
    static final String LAUNCHER = Path.of("bin/gangway").toAbsolutePath().toString();

    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final Path output;

    private GangwayProcess(Process process, Path said) {
        this.process = process;
        this.output = said;
    }

    /** Starts {@code prefix… bin/gangway -p SITE -c CONF} with options for the JVM. */
    static GangwayProcess start(Site site, String javaOptions, String... prefix) throws IOException {
        return start(site, javaOptions, List.of(prefix), List.of());
    }

    private static GangwayProcess start(Site site, String javaOptions, List<String> prefix, List<String> options)
            throws IOException {
        Path said = Files.createTempFile(site.dir(), "said", ".txt");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                LAUNCHER,
                "-p",
                site.dir().toString(),
                "-c",
                site.conf().getFileName().toString()));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_OPTS", javaOptions);
        builder.environment().put("GANGWAY_CDS", "off");
        builder.redirectErrorStream(true).redirectOutput(said.toFile());
        return new GangwayProcess(builder.start(), said);
    }

    /** Starts it with more options and waits for its pid file. */
    static GangwayProcess serving(Site site, String... options) throws IOException {
        GangwayProcess started = start(site, "", List.of(), List.of(options));
        started.awaitPidFile(site);
        return started;
    }

    void awaitPidFile(Site site) {
        await().atMost(START).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(output());
            }
            return Files.exists(pidFile(site));
        });
    }

    static Path pidFile(Site site) {
        return site.dir().resolve("logs/nginx.pid");
    }

    long pid() {
        return process.pid();
    }

    /** The JVM below the launcher. */
    ProcessHandle jvm() {
        return process.children().findFirst().orElseThrow();
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -s " + name + " " + pid())
                .start()
                .waitFor();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the exit; returns the status. */
    int status() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it goes on");
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
