package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final String DIFFERS = "worker_processes 4; events { multi_accept on; } http { }";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_file_that_gangway_runs_is_status_0() throws IOException {
        assertThat(check(file(DIFFERS))).isZero();

        assertThat(text(out))
                .contains(":1:1: warning: \"worker_processes\": One process", "1:30: note: \"multi_accept\": Accepted")
                .endsWith("""

                        4 directives:
                             2   50.0 %  same as nginx
                             1   25.0 %  works, but differs from nginx
                             1   25.0 %  accepted, without effect
                        Gangway runs this file.
                        """);
    }

    @Test
    void differences_are_status_1_on_request() throws IOException {
        assertThat(check("--strict", file(DIFFERS))).isEqualTo(1);
        assertThat(check("--strict", file("events { } http { }"))).isZero();
    }

    @Test
    void a_directive_that_is_not_supported_is_status_1() throws IOException {
        assertThat(check("--format=json", file("http { lua_package_path x; }"))).isEqualTo(1);

        assertThat(text(out))
                .contains("\"rule\":\"not_supported\"", "\"instead\":\"Lua (OpenResty) is not supported")
                .contains("\"not_supported\":1", "\"runs\":false");
    }

    @Test
    void what_cannot_be_read_is_status_2() throws IOException {
        assertThat(check(file("http {"))).isEqualTo(2);
        assertThat(check("--why", "same", file(""))).isEqualTo(2);
        assertThat(check(directory.toString())).isEqualTo(2);

        assertThat(text(err))
                .contains("unexpected end of file", "invalid option: \"--why\"", "Is a directory")
                .contains("\"gangway check --help\" lists the options");
    }

    @Test
    void all_lists_each_directive() throws IOException {
        assertThat(check("--all", "--format", "errorformat", file("events { } http { }")))
                .isZero();

        assertThat(text(out).lines()).hasSize(2).allMatch(line -> line.endsWith("same as nginx [same]"));
    }

    @Test
    void help_shows_options_and_exit_statuses() {
        assertThat(check("-h")).isZero();

        assertThat(text(out)).contains("--format FORMAT", "--all", "--strict", "Exit status");
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("nginx.conf"), text).toString();
    }

    private int check(String... args) {
        return new CheckCommand(new PrintStream(out), new PrintStream(err, true, StandardCharsets.UTF_8)).run(args);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
