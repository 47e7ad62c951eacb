package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A running command.
 *
 * @param command the command line
 * @param output the file with its stdout and stderr
 */
record Running(Process process, String command, Path output) implements AutoCloseable {
    static final Duration MAXIMUM = Duration.ofSeconds(60);

    /** The output so far. */
    String text() throws IOException {
        return Files.readString(output);
    }

    /** Waits until its output matches, while it keeps running. */
    MatchResult awaitOutput(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return await(command)
                .atMost(MAXIMUM)
                .until(
                        () -> {
                            boolean ended = !process.isAlive();
                            Matcher matcher = pattern.matcher(text());
                            boolean found = matcher.find();
                            if (!found && ended) {
                                throw new IllegalStateException(command + " ended and said: " + text());
                            }
                            return found ? matcher.toMatchResult() : null;
                        },
                        found -> found != null);
    }

    /** Waits until it prints its URL, and returns the port. */
    int port() {
        return Integer.parseInt(
                awaitOutput("(?m)(?:serving |^)https?://localhost:([0-9]+)/").group(1));
    }

    /** Waits for the exit, which must have status 0; returns the output. */
    String awaitExit() throws IOException, InterruptedException {
        return awaitExit(0);
    }

    /** Waits for the exit, which must have this status; returns the output. */
    String awaitExit(int status) throws IOException, InterruptedException {
        assertThat(process.waitFor(MAXIMUM.toSeconds(), TimeUnit.SECONDS))
                .as("%s ends; it has said: %s", command, text())
                .isTrue();
        assertThat(process.exitValue()).as("%s said: %s", command, text()).isEqualTo(status);
        return text();
    }

    /** Ends the command as Ctrl-C does and waits for the exit. */
    void stop() throws InterruptedException {
        close();
        assertThat(process.waitFor(MAXIMUM.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
