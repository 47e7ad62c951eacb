package io.gangway.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.cli.Main;
import io.gangway.config.Configuration;
import io.gangway.config.Directive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManualTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void write() throws Exception {
        Manual.main(new String[] {"src/main/packages/man", directory.toString(), "2026-11-01T00:00:00Z"});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev", "explain", "check", "lint"})
    void every_option_of_a_help_text_is_read(String command) {
        String[] args =
                Stream.of(command, "--help").filter(word -> !word.isEmpty()).toArray(String[]::new);
        String help = Main.printed(args);
        List<String> lines = help.lines().filter(line -> line.matches(" +-.*")).toList();

        assertThat(lines).hasSizeGreaterThan(2).allSatisfy(line -> {
            HelpOption option = HelpOption.read(line);
            assertThat(option).as(line).isNotNull();
            assertThat(line).contains(option.names()).endsWith(option.summary());
            assertThat(option.summary()).matches("[a-z].*");
            assertThat(option.value() != null).isEqualTo(line.matches(" +(-\\S, )*--[a-z0-9-]+ \\[?[A-Z].*"));
        });
    }

    @Test
    void an_option_of_the_usage_has_the_names_and_the_sentence_of_the_program() {
        HelpPage explain = HelpPages.read().commands().stream()
                .filter(page -> page.command().equals("explain"))
                .findFirst()
                .orElseThrow();

        assertThat(explain.options()).flatExtracting(HelpOption::names).contains("-c", "--config", "-X", "--http2");
    }

    @Test
    void the_page_of_the_program_has_every_command_and_option() throws Exception {
        String page = Files.readString(directory.resolve("man/gangway.8"));

        assertThat(HelpPages.read().commands())
                .extracting(HelpPage::command)
                .containsExactly("demo", "dev", "explain", "check", "lint")
                .allSatisfy(command -> assertThat(page).contains(".B " + command + "\n"));
        assertThat(HelpPages.read().all())
                .flatExtracting(HelpPage::options)
                .extracting(HelpOption.class::cast)
                .allSatisfy(option -> assertThat(page)
                        .contains("\\fB" + Roff.escaped(option.names().get(0)) + "\\fR")
                        .contains(Roff.text(option.summary())));
        assertThat(page).contains("\"2026-11-01\" \"gangway ").doesNotContain("%", "\n@");
    }

    @Test
    void the_page_of_the_configuration_has_every_directive() throws Exception {
        String page = Files.readString(directory.resolve("man/gangway.conf.5"));
        List<Directive<?>> directives = Configuration.ofModules().directives().all();

        assertThat(page.lines().filter(line -> line.startsWith(".SS ")))
                .containsExactlyElementsOf(directives.stream()
                        .map(directive -> ".SS " + Roff.escaped(directive.name()))
                        .toList());
        assertThat(directives)
                .allSatisfy(directive ->
                        assertThat(page).contains(Roff.text(directive.text().meaning())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gangway.8", "gangway.conf.5"})
    void mandoc_finds_nothing_to_complain_about(String page) throws Exception {
        Shell.assume("mandoc");

        assertThat(Shell.run(directory.resolve("man"), "mandoc", "-Tlint", page))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gangway.8", "gangway.conf.5"})
    void groff_finds_nothing_to_complain_about(String page) throws Exception {
        Shell.assume("groff");

        assertThat(Shell.run(directory.resolve("man"), "groff", "-ww", "-man", "-Tascii", "-z", page))
                .isEmpty();
    }

    @Test
    void what_roff_reads_as_its_own_is_escaped() {
        assertThat(Roff.text("a -b 'c' \\d \"e\" ~ ^ ` — …"))
                .isEqualTo("a \\-b \\(aqc\\(aq \\ed \\(dqe\\(dq \\(ti \\(ha \\(ga \\(em ...\n");
        assertThat(Roff.text(".html is a suffix")).isEqualTo("\\&.html is a suffix\n");
        assertThat(Roff.text("é")).isEqualTo("\\[u00E9]\n");
        assertThat(Roff.text("word ".repeat(40)).lines()).hasSize(3).allMatch(line -> line.length() <= 76);
        assertThat(Roff.code("    a;\n\n" + "long ".repeat(30).strip() + "\n"))
                .startsWith("    a;\n\nlong ")
                .contains(" long\\\n long ");
    }
}
