package io.gangway.acceptance;

import static io.gangway.acceptance.RunningExample.PATIENCE;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A node process that runs a script of the test resources; it ends when closed. Its output is kept, line by line. */
final class NodeScript implements AutoCloseable {
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    NodeScript(String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node", script(name)));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = new Thread(this::read, name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Skips the test, with a message, where node or its package {@code ws} is missing. */
    static void assumeWs() throws InterruptedException {
        try {
            Process probe = new ProcessBuilder("node", "-e", "require('ws')")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Assumptions.assumeTrue(
                    probe.waitFor() == 0,
                    "node's package ws is missing: npm install it and name its node_modules in NODE_PATH");
        } catch (IOException missing) {
            Assumptions.abort("the node command is missing: no foreign WebSocket backend");
        }
    }

    /** All lines so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** The first line that starts so, when it has come. */
    String await(String start) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> lines.stream()
                                .filter(line -> line.startsWith(start))
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    /** Waits for it to end by itself. */
    NodeScript finished() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("node still runs; it said " + lines);
        }
        reader.join();
        return this;
    }

    private void read() {
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("unreadable: " + e);
        }
    }

    private static String script(String name) throws IOException {
        try {
            return Path.of(NodeScript.class.getResource("/acceptance/" + name).toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
