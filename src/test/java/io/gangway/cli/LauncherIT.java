package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class LauncherIT {
    private static final Path JAR = Path.of("target/gangway.jar");

    @Test
    void the_launcher_answers_and_ends_with_the_status_of_the_program() throws Exception {
        assertThat(run("bin/gangway", "-v")).startsWith("0 gangway version: gangway/");
        assertThat(run("bin/gangway", "-x")).isEqualTo("1 gangway: invalid option: \"x\"\n");
    }

    @Test
    void the_launcher_works_from_any_folder() throws Exception {
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
    void the_jar_is_small_and_holds_no_signatures() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(JAR.toFile().length()).isLessThan(10 << 20);
            assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
                    .isEqualTo("io.gangway.cli.Main");
            assertThat(jar.stream().map(entry -> entry.getName()))
                    .doesNotHaveDuplicates()
                    .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"));
        }
    }

    private static String run(String... command) throws Exception {
        return finished(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static String finished(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + text;
    }
}
