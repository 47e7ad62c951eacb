package io.gangway.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench/fleet} with few tunnels, and the files of etc/fleet. */
class FleetIT {
    @TempDir
    private Path directory;

    @Test
    void a_small_fleet_loses_no_message_and_becomes_even() throws Exception {
        assumeInstalled("python3", "haproxy", "dnsmasq");

        assertThat(run("bench/fleet", "--smoke", "nodes"))
                .startsWith("0 ")
                .contains("rolling restart of all nodes", " met");
    }

    @Test
    void the_measurement_sees_each_kind_of_fault() throws Exception {
        assumeInstalled("python3");

        assertThat(run("bench/fleet", "--check")).startsWith("0 ").contains("all as expected");
    }

    @Test
    void haproxy_accepts_the_file_for_the_balancer() throws Exception {
        assumeInstalled("haproxy");

        assertThat(run("haproxy", "-c", "-f", "etc/fleet/haproxy.cfg"))
                .startsWith("0 ")
                .doesNotContain("WARNING");
    }

    private static void assumeInstalled(String... programs) {
        for (String program : programs) {
            assumeThat(Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":"))
                            .anyMatch(bin -> Files.isExecutable(Path.of(bin, program))))
                    .as("%s is installed", program)
                    .isTrue();
        }
    }

    /** Status and output. */
    private String run(String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of("env", "PATH=" + System.getenv("PATH") + ":/usr/sbin"));
        words.addAll(List.of(command));
        File output = directory.resolve("output").toFile();
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("%s ends", List.of(command))
                    .isTrue();
            return process.exitValue() + " " + Files.readString(output.toPath(), StandardCharsets.UTF_8);
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }
}
