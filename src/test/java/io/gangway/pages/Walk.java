package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * Runs the commands of a page, one after another, in a shell in a new directory. The directory is the unpacked
 * distribution, {@code HOME} is empty, and there is no terminal. Closing ends all running commands.
 *
 * <p>Commands that build Gangway or run its tests ({@link #isBuild}) are skipped: this test is a part of them.
 */
final class Walk implements AutoCloseable {
    private static final Pattern BUILD = Pattern.compile("(mvn|bench/(?:run|fleet|memory|start)|\\.ci/run)( .*)?");

    private final Path directory;
    private final Path home;
    private final Deque<String> left = new ArrayDeque<>();
    private final Map<Pattern, String> replaced = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<Running> started = new ArrayList<>();

    private Walk(Page page, Path directory, Path home) {
        this.directory = directory;
        this.home = home;
        page.commands().stream().filter(command -> !isBuild(Page.bare(command))).forEach(left::add);
    }

    /**
     * @param page the path of the page in the checkout
     * @param empty the directory to unpack the distribution to
     */
    static Walk along(String page, Path empty) throws IOException, InterruptedException {
        Path directory = Files.createDirectory(empty.resolve("gangway"));
        String archive = newest("tar.gz").toAbsolutePath().toString();
        Process tar = new ProcessBuilder("tar", "xzf", archive, "--strip-components=1")
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        Files.createDirectory(directory.resolve("target"));
        Files.createSymbolicLink(directory.resolve("target/gangway.jar"), directory.resolve("lib/gangway.jar"));
        Files.createSymbolicLink(
                directory.resolve("target").resolve(newest("war").getFileName()),
                newest("war").toAbsolutePath());
        return new Walk(Page.read(page), directory, Files.createDirectory(empty.resolve("home")));
    }

    private static Path newest(String kind) throws IOException {
        try (var files = Files.newDirectoryStream(Path.of("target"), "gangway-*." + kind)) {
            return files.iterator().next();
        }
    }

    /** Whether a command builds Gangway or runs its tests. */
    static boolean isBuild(String command) {
        return BUILD.matcher(command).matches();
    }

    /** The directory in which the commands run. */
    Path directory() {
        return directory;
    }

    /** The {@code HOME} of the commands. */
    Path home() {
        return home;
    }

    /** Replaces a port of the page, which may be in use on this machine. */
    Walk port(int onThePage, int here) {
        replaced.put(Pattern.compile("(?<=:|--port |listen )" + onThePage + "\\b"), String.valueOf(here));
        return this;
    }

    /** Replaces a placeholder of the page. */
    Walk word(String onThePage, String here) {
        replaced.put(Pattern.compile(Pattern.quote(onThePage)), here);
        return this;
    }

    /** Sets an environment variable. */
    Walk environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /**
     * Starts the next command of the page.
     *
     * @param expected the command without its comment, so that the test reads like the page; only the first line of a
     * here-document
     */
    Running next(String expected) throws IOException {
        assertThat(left).as("commands that are left, for %s", expected).isNotEmpty();
        String command = left.remove();
        String shown = command.contains("<<") ? command.lines().findFirst().orElseThrow() : command;
        assertThat(Page.bare(shown)).isEqualTo(expected);
        for (Map.Entry<Pattern, String> entry : replaced.entrySet()) {
            command = entry.getKey().matcher(command).replaceAll(entry.getValue());
        }
        return run(command);
    }

    /** Waits until a process listens on this port. */
    void awaitPort(int port) {
        await(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (ConnectException e) {
                // not yet
                return false;
            }
        });
    }

    /** Waits until the condition is true. */
    void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Running.MAXIMUM).until(condition);
    }

    /** Runs a command that is not on the page, in the same directory. */
    Running run(String command) throws IOException {
        Path said = Files.createTempFile(home, "said", ".txt");
        ProcessBuilder shell = new ProcessBuilder("bash", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        Map<String, String> variables = shell.environment();
        variables.keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("GANGWAY_"));
        variables.put("HOME", home.toString());
        variables.put("JAVA_HOME", System.getProperty("java.home"));
        variables.put(
                "PATH",
                directory.resolve("bin") + ":" + System.getProperty("java.home") + "/bin:" + variables.get("PATH"));
        variables.put("GANGWAY_CDS", "off");
        variables.putAll(environment);
        Running running = new Running(shell.start(), command, said);
        started.add(running);
        return running;
    }

    /** Asserts that every command of the page has been run. */
    void ends() {
        assertThat(left).as("commands of the page that no test runs").isEmpty();
    }

    @Override
    public void close() throws InterruptedException {
        for (Running running : started) {
            running.close();
        }
        for (Running running : started) {
            running.process().waitFor(10, TimeUnit.SECONDS);
        }
    }
}
