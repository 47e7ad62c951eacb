package io.gangway.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParserTest {
    @TempDir
    Path directory;

    @Test
    void the_dump_contains_every_file_once_in_the_order_of_reading() throws IOException {
        write("nginx.conf", "include b.conf;\ninclude *.conf.inc;\ninclude b.conf;\n");
        write("b.conf", "\u00efuser b;");
        write("a.conf.inc", "user a;\n");

        Tree tree = Parser.file(directory + "/nginx.conf");

        assertThat(tree.dump().replace(directory + "/", "")).isEqualTo("""
                # configuration file nginx.conf:
                include b.conf;
                include *.conf.inc;
                include b.conf;

                # configuration file b.conf:
                \u00c3\u00afuser b;
                # configuration file a.conf.inc:
                user a;

                """);
    }

    @Test
    void the_error_for_a_missing_main_file_names_no_line() {
        Tree tree = Parser.file(directory + "/none.conf");

        assertThat(tree.failure())
                .hasMessage("open() \"" + directory + "/none.conf\" failed (2: No such file or directory)")
                .extracting(ConfException::position)
                .isNull();
        assertThatThrownBy(tree::throwFailure).isSameAs(tree.failure());
    }

    @Test
    void a_file_name_is_compared_by_its_bytes() throws IOException {
        write("\u00fc.conf", "user u;");
        write("nginx.conf", "include \u00fc.conf;");

        Tree tree = Parser.file(directory + "/nginx.conf");

        assertThat(tree.failure()).isNull();
        assertThat(tree.nodes()).hasSize(1);
        assertThat(tree.files().get(1).path()).endsWith("/\u00c3\u00bc.conf");
    }

    @Test
    void an_include_cycle_through_a_symbolic_link_is_detected() throws IOException {
        write("nginx.conf", "include link/nginx.conf;");
        Files.createSymbolicLink(directory.resolve("link"), directory);

        Tree tree = Parser.file(directory + "/nginx.conf");

        assertThat(tree.failure())
                .hasMessage("\"%1$s/link/nginx.conf\" includes itself in %1$s/nginx.conf:1".formatted(directory));
    }

    @Test
    void too_deeply_nested_blocks_are_refused() {
        Tree tree = Parser.text("f", "a {".repeat(100_000));

        assertThat(tree.failure()).hasMessage("blocks are nested more than 200 deep in f:1");
    }

    @Test
    void a_text_includes_files_relative_to_its_own_name() throws IOException {
        write("one.conf", "user a;");

        Tree tree = Parser.text(directory + "/builder", "include one.conf;");

        assertThat(tree.nodes()).singleElement().hasToString("user a;\n");
        assertThat(tree.files()).hasSize(2);
    }

    @Test
    void a_directive_of_the_command_line_ends_with_a_semicolon() {
        assertThat(Parser.commandLine("daemon off;", "").nodes())
                .extracting(Node::name)
                .containsExactly("daemon");
        assertThat(Parser.commandLine("daemon off", "").failure())
                .hasMessage("unexpected end of parameter, expecting \";\" in command line");
    }

    @Test
    void every_word_knows_its_position() {
        Node node = Parser.text("f", "a {\n  b\n  \"c d\" e;\n}")
                .nodes()
                .get(0)
                .block()
                .get(0);

        assertThat(node.words())
                .extracting(Word::position)
                .containsExactly(new Position("f", 2, 3), new Position("f", 3, 3), new Position("f", 3, 9));
        assertThat(node.end()).isEqualTo(new Position("f", 3, 10));
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }
}
