package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gangway.testing.Site;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherIT {
    private static final Path JAR = Path.of("target/gangway.jar");

    @TempDir
    private Path directory;

    @Test
    void the_launcher_exits_with_the_status_of_the_program() throws Exception {
        assertThat(run("bin/gangway", "-v")).startsWith("0 gangway version: gangway/");
        assertThat(run("bin/gangway", "-x")).isEqualTo("1 gangway: invalid option: \"x\"\n");
    }

    @Test
    void the_launcher_works_from_any_directory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of("bin/gangway").toAbsolutePath().toString(), "-v")
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();

        assertThat(finished(process)).startsWith("0 gangway version: gangway/");
    }

    @Test
    void the_jar_works_without_the_launcher() throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");

        assertThat(run(java.toString(), "-jar", JAR.toString(), "-v")).startsWith("0 gangway version: gangway/");
    }

    @Test
    void long_options_and_commands_pass_the_launcher() throws Exception {
        assertThat(run("bin/gangway", "--version")).startsWith("0 gangway version: gangway/");
        assertThat(run("bin/gangway", "--help")).contains("\n  dev ", "--config FILE");
        assertThat(run("bin/gangway", "dev", "--help")).startsWith("0 gangway dev [OPTIONS]");
        assertThat(run("bin/gangway", "demo", "--test")).startsWith("0 ").endsWith("test is successful\n");
        assertThat(run("bin/gangway", "site.conf"))
                .isEqualTo("1 gangway: invalid option: \"site.conf\"\n"
                        + "gangway: did you mean \"-c site.conf\"? (there is no such file)\n");
    }

    @Test
    void the_jar_alone_explains_its_commands() throws Exception {
        Path jar =
                Files.copy(JAR, Files.createDirectory(directory.resolve("lib")).resolve("gangway.jar"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        assertThat(run(java, "-jar", jar.toString()))
                .isEqualTo("1 gangway: [emerg] no configuration was given, and this jar has no demo: it comes with the"
                        + " distribution\ngangway: \"-c nginx.conf\" serves a configuration, \"dev --root .\" the files of"
                        + " this directory; --help lists more\n");
        assertThat(run(java, "-jar", jar.toString(), "--help")).contains("the demo, not part of this jar");
    }

    @Test
    void urls_and_logs_are_printed_on_a_terminal_or_on_request() throws Exception {
        try (Site site = Site.of("access_log off; server { listen %{port}; }")) {
            String serving = "gangway: serving http://localhost:" + site.port() + "/";

            try (GangwayProcess server = GangwayProcess.serving(site)) {
                assertThat(server.output()).isEmpty();
            }
            List<String> command = List.of(
                    "bin/gangway",
                    "--verbose",
                    "-p",
                    site.dir().toString(),
                    "-c",
                    site.conf().toString());
            assertThat(lines(command, 2)).startsWith(serving).endsWith("logs/error.log");
            Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script: no terminal");
            String line = "bin/gangway -p " + site.dir() + " -c " + site.conf();
            assertThat(lines(List.of("script", "-qec", line, "/dev/null"), 2))
                    .startsWith(serving)
                    .endsWith("logs/error.log");
        }
    }

    /** The first lines of a server's output; then the server is stopped. */
    private String lines(List<String> command, int count) throws Exception {
        Path said = Files.createTempFile(directory, "said", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(said).lines().count() >= count);
            return Files.readString(said).lines().limit(count).collect(Collectors.joining("\n"));
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
        }
    }

    @Test
    void the_jar_is_small_and_holds_no_signatures() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(JAR.toFile().length()).isLessThan(10 << 20);
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.gangway.cli.Start");
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .doesNotHaveDuplicates()
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
        }
    }

    @ParameterizedTest
    @CsvSource({"1.8.0_392, 1", "11.0.2, 1", "16, 1", "17.0.9, 0", "25, 0", "17-ea, 0"})
    void the_launcher_rejects_an_old_jdk_with_a_message(String version, int status, @TempDir Path jdk)
            throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path shown = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(shown, "#!/bin/sh\nexec \"" + java + "\" \"$@\"\n");
        assertThat(shown.toFile().setExecutable(true)).isTrue();
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        ProcessBuilder gangway = new ProcessBuilder("bin/gangway", "-v").redirectErrorStream(true);
        gangway.environment().put("JAVA_HOME", jdk.toString());

        String said = finished(gangway.start());

        assertThat(said).startsWith(status + " gangway");
        if (status == 1) {
            assertThat(said)
                    .isEqualTo("1 gangway: [emerg] Java " + version
                            + " is too old: Gangway needs Java 17 or newer; set JAVA_HOME to one (this is \"" + shown
                            + "\")\n");
        }
    }

    @Test
    void the_main_class_of_the_jar_runs_on_java_8() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile());
                DataInputStream start =
                        new DataInputStream(jar.getInputStream(jar.getEntry("io/gangway/cli/Start.class")))) {
            assertThat(start.readInt()).isEqualTo(0xcafebabe);
            assertThat(start.readInt()).as("version of the class file").isEqualTo(52);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.8, 1.8", "9, 9", "11, 11", "16, 16", "17,", "25,", "?,"})
    void the_jar_rejects_an_old_jvm_with_a_message(String version, String refused) throws Exception {
        // Loaded by name, as it is compiled separately; no JVM option changes the reported version.
        Method refusal = Class.forName("io.gangway.cli.Start").getDeclaredMethod("refusal", String.class, String.class);
        refusal.setAccessible(true);

        assertThat(refusal.invoke(null, version, "/jdk"))
                .isEqualTo(
                        refused == null
                                ? null
                                : "gangway: [emerg] Java " + refused
                                        + " is too old: Gangway needs Java 17 or newer; this one is in /jdk");
    }

    private static String run(String... command) throws Exception {
        return finished(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static String finished(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + text;
    }
}
