package io.gangway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whoever changes a package finds its tests under the same name, and they run on any machine. */
class PackagesTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");

    @Test
    void every_package_has_a_test_package_of_its_name() throws IOException {
        List<Path> packages = packages();

        assertThat(packages).isNotEmpty();
        assertThat(packages).filteredOn(name -> !hasTests(name)).isEmpty();
    }

    /** The directories below {@link #MAIN} that hold a package. */
    private static List<Path> packages() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            return files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> MAIN.relativize(file.getParent()))
                    .toList();
        }
    }

    private static boolean hasTests(Path name) {
        Path directory = TESTS.resolve(name);
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith("Test.java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
