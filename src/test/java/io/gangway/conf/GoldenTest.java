package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every golden file of {@code src/test/resources/conf}; {@link Golden} says how one is written. */
class GoldenTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/conf");

    @TempDir
    Path directory;

    static List<Path> goldens() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".golden"))
                    .map(Path::getFileName)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void a_configuration_reads_as_expected(Path name) throws IOException {
        Golden golden = Golden.read(DIRECTORY.resolve(name));
        assertThat(golden.run(directory)).isEqualTo(golden.expected());
    }

    @Test
    void there_are_at_least_120_golden_files() throws IOException {
        assertThat(goldens()).hasSizeGreaterThanOrEqualTo(120);
    }
}
