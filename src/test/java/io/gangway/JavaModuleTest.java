package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.Module;
import io.gangway.pages.Published;
import java.io.File;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Gangway as a Java module; the other tests run it from the class path. */
class JavaModuleTest {
    private static final Path CLASSES = Path.of("target/classes");

    @Test
    void the_module_provides_the_same_services_as_the_class_path() throws Exception {
        ModuleDescriptor descriptor =
                ModuleFinder.of(CLASSES).find("io.gangway").orElseThrow().descriptor();
        List<String> provided = descriptor.provides().stream()
                .filter(provides -> provides.service().equals(Module.class.getName()))
                .flatMap(provides -> provides.providers().stream())
                .toList();

        List<String> services = Files.readAllLines(CLASSES.resolve("META-INF/services/" + Module.class.getName()));
        assertThat(provided).containsExactlyInAnyOrderElementsOf(services);
    }

    @Test
    void it_runs_from_the_module_path_with_its_dependencies() throws Exception {
        String libraries =
                Published.dependencies().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "--module-path",
                        CLASSES + File.pathSeparator + libraries,
                        "--module",
                        "io.gangway/io.gangway.cli.Main",
                        "-t",
                        "-c",
                        Path.of("etc/examples/cluster.conf").toAbsolutePath().toString(),
                        "-p",
                        Path.of("target").toAbsolutePath().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).describedAs(said).isZero();
        assertThat(said).contains("test is successful");
    }
}
