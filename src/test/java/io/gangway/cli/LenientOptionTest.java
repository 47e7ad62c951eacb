package io.gangway.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gangway.conf.ConfException;
import io.gangway.testing.FreePorts;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --lenient}, at the start and at a reload. */
class LenientOptionTest {
    @TempDir
    private Path directory;

    private Path write(String directives) throws Exception {
        Path file = directory.resolve("nginx.conf");
        Files.createDirectories(directory.resolve("logs"));
        Files.writeString(
                file,
                "error_log error.log; pid gangway.pid;\nevents {}\nhttp { access_log off; server { listen 127.0.0.1:"
                        + port + "; " + directives + " } }\n");
        return file;
    }

    private final int port = FreePorts.next();

    private Instance read(String... options) {
        return GangwayInstance.read(Paths.of(Options.parse(options), directory, directory));
    }

    @Test
    void it_leaves_out_with_a_warning_each_time() throws Exception {
        String file = write("zstd on;").toString();
        Instance instance = read("--lenient", "-p", directory.toString(), "-c", file);
        try {
            String line =
                    "the \"zstd\" directive is left out: Zstandard compression is not supported in " + file + ":3";
            assertThat(instance.warnings()).containsExactly(line);
            instance.start();
            instance.reload();

            assertThat(Files.readString(directory.resolve("error.log"), ISO_8859_1))
                    .contains("[error] ")
                    .contains(line);
        } finally {
            instance.close();
        }
    }

    @Test
    void without_it_the_directive_is_an_error() throws Exception {
        String file = write("zstd on;").toString();

        assertThatThrownBy(() -> read("-p", directory.toString(), "-c", file))
                .isInstanceOfSatisfying(
                        ConfException.class, e -> assertThat(e.hint()).contains("run with --lenient"));
    }
}
