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

class LintCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_file_without_findings_is_status_0() throws IOException {
        assertThat(lint(file("events { }"))).isZero();

        assertThat(text(out)).isEqualTo("nothing found\n");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void findings_are_status_1() throws IOException {
        String file = file("server { location /é { alias /é/; } }");

        assertThat(lint("--format", "errorformat", file)).isEqualTo(1);

        assertThat(text(out))
                .startsWith(file + ":1:25: error: \"/é../\" leads to")
                .endsWith("[alias_traversal]\n");
    }

    @Test
    void a_note_is_status_0() throws IOException {
        assertThat(lint(file("include missing.conf;"))).isZero();

        assertThat(text(out)).contains(": note: open()", "\n1 note\n");
    }

    @Test
    void what_cannot_be_read_is_status_2() throws IOException {
        assertThat(lint(directory.resolve("missing.conf").toString())).isEqualTo(2);
        assertThat(text(err)).startsWith("gangway: [emerg] open() \"").contains("No such file or directory");

        err.reset();
        assertThat(lint(file("server {"))).isEqualTo(2);
        assertThat(text(err)).contains("unexpected end of file, expecting \"}\"");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void a_wrong_command_line_is_status_2() throws IOException {
        String file = file("");

        assertThat(lint("--fromat", file)).isEqualTo(2);
        assertThat(lint("--format", "xml", file)).isEqualTo(2);
        assertThat(lint("--format")).isEqualTo(2);
        assertThat(lint("--why=nothing")).isEqualTo(2);
        assertThat(lint()).isEqualTo(2);
        assertThat(lint(file, file)).isEqualTo(2);

        assertThat(text(err).lines().filter(line -> !line.contains("--help")))
                .containsExactly(
                        "gangway: invalid option: \"--fromat\"",
                        "gangway: invalid format \"xml\", there are text, json, sarif, github, errorformat",
                        "gangway: option \"--format\" requires a value",
                        "gangway: there is no rule \"nothing\", \"gangway lint --rules\" lists all",
                        "gangway: no configuration file is given",
                        "gangway: invalid option: \"" + file + "\"");
    }

    @Test
    void why_explains_a_rule_with_examples() {
        assertThat(lint("--why", "alias_traversal")).isZero();

        assertThat(text(out))
                .startsWith("alias_traversal (error): ")
                .contains("\nBad:\n", "\nGood:\n", "        alias /data/img/;");
    }

    @Test
    void rules_lists_all() {
        assertThat(lint("--rules")).isZero();

        assertThat(text(out)).contains("\nignore_comment ", "alias_traversal ");
    }

    @Test
    void help_shows_options_and_exit_statuses() {
        assertThat(lint("--help")).isZero();

        assertThat(text(out)).contains("--format FORMAT", "--why RULE", "--rules", "Exit status");
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("nginx.conf"), text).toString();
    }

    private int lint(String... args) {
        return new LintCommand(new PrintStream(out), new PrintStream(err, true, StandardCharsets.UTF_8)).run(args);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
