package io.gangway.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A server of this machine that listens on a given port. It ends when closed. */
final class ForeignProgram implements AutoCloseable {
    private static final List<Path> DIRECTORIES = List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"));

    private final Process process;

    /** Starts it; returns when it listens on these ports. Its output goes to the file. */
    ForeignProgram(Path output, List<String> command, int... ports) throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            for (int port : ports) {
                await().atMost(Lines.PATIENCE)
                        .pollInterval(Duration.ofMillis(20))
                        .untilAsserted(() -> {
                            if (!process.isAlive()) {
                                throw new IllegalStateException(command + " ended: " + Files.readString(output));
                            }
                            assertThat(listens(port)).isTrue();
                        });
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The file of a program; skips the test, with a message, if it is missing. */
    static String assume(String name) {
        Path file = DIRECTORIES.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(file != null, name + " is missing: nothing is tried with it");
        return file.toString();
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
