package io.gangway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs the openssl command in a directory. */
public final class OpenSsl {
    private final Path directory;

    private OpenSsl(Path directory) {
        this.directory = directory;
    }

    /** Skips the test if the command is missing; such a test has a twin that needs no command. */
    public static OpenSsl assume(Path directory) {
        Assumptions.assumeTrue(isInstalled(directory), "the openssl command is missing");
        return new OpenSsl(directory);
    }

    /** Whether the command is installed. */
    static boolean isInstalled(Path directory) {
        try {
            new OpenSsl(directory).run("version");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    public void run(String... args) throws IOException {
        assertThat(run(Path.of("/dev/null"), args))
                .as("%s: %s", List.of(args), output())
                .isZero();
    }

    /** Returns the output of a command that reads a file of the directory, whatever its exit status. */
    String ask(String input, String... args) throws IOException {
        run(directory.resolve(input), args);
        return output();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("openssl.log"), StandardCharsets.ISO_8859_1);
    }

    private int run(Path input, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .redirectInput(input.toFile())
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
