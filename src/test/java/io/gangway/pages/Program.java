package io.gangway.pages;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A class with a main method, in its own process and directory. Closing kills it. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path output;

    private Program(Process process, Path said) {
        this.process = process;
        this.output = said;
    }

    /** Starts a program with a class path; the command is the class and its arguments. */
    static Program start(Path directory, String classPath, String... command) throws IOException {
        Path said = Files.createTempFile("said", ".txt");
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        return new Program(process, said);
    }

    /** Waits until its output matches. */
    MatchResult awaitOutput(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        return await().atMost(PATIENCE)
                .until(
                        () -> {
                            Matcher matcher = wanted.matcher(output());
                            if (matcher.find()) {
                                return matcher.toMatchResult();
                            }
                            if (!process.isAlive()) {
                                throw new IllegalStateException("it has ended: " + output());
                            }
                            return null;
                        },
                        match -> match != null);
    }

    /** Presses Enter and waits for the exit. */
    int enter() throws Exception {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        return awaitExit();
    }

    /** Ends the program as Ctrl-C does and waits for the exit. */
    int interrupt() throws Exception {
        new ProcessBuilder("/bin/sh", "-c", "kill -s INT " + process.pid())
                .start()
                .waitFor();
        return awaitExit();
    }

    /** Waits for the exit; returns the status. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("it goes on");
        }
        return process.exitValue();
    }

    /** The output so far, stdout and stderr. */
    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.onExit().join();
        Files.delete(output);
    }
}
