package io.gangway.cli.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.Configuration;
import io.gangway.config.Directive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each shell offers when Tab is pressed, in a directory with {@code my site.conf} and {@code site/}. */
class CompletionTest {
    @TempDir
    private static Path manual;

    @TempDir
    private Path here;

    /** The shells; each runs its own completion. */
    enum Kind {
        BASH("bash") {
            @Override
            List<String> offers(Path here, String line) throws Exception {
                // readline also splits at =
                String words = Arrays.stream((line + "|").replaceAll("=", " = ").split(" +"))
                        .map(word -> "'" + word.replace("|", "") + "'")
                        .collect(Collectors.joining(" "));
                return lines(
                        here,
                        "bash",
                        "--norc",
                        "-c",
                        "set -u; . '" + manual.resolve("completion/gangway.bash")
                                + "'; complete -p gangway >/dev/null; "
                                + "COMP_WORDS=(" + words + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _gangway; "
                                + "[ ${#COMPREPLY[@]} -eq 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"");
            }
        },
        ZSH("zsh") {
            @Override
            List<String> offers(Path here, String line) throws Exception {
                return lines(
                        here,
                        "zsh",
                        "-f",
                        Path.of("src/test/resources/cli/complete.zsh")
                                .toAbsolutePath()
                                .toString(),
                        manual.resolve("completion").toString(),
                        line);
            }
        },
        FISH("fish") {
            @Override
            List<String> offers(Path here, String line) throws Exception {
                return lines(
                        here,
                        "fish",
                        "--no-config",
                        "-c",
                        "source '" + manual.resolve("completion/gangway.fish") + "'; complete -C'" + line + "'");
            }
        };

        private final String program;

        Kind(String program) {
            this.program = program;
        }

        abstract List<String> offers(Path here, String line) throws Exception;

        private static List<String> lines(Path here, String... command) throws Exception {
            return Shell.run(here, command)
                    .lines()
                    .map(line -> line.replaceFirst("\t.*", ""))
                    .map(line -> line.replaceFirst("^--[a-z-]+=(?=.)", "").replaceFirst("/$", ""))
                    .filter(line -> !line.isBlank())
                    .distinct()
                    .toList();
        }
    }

    @BeforeAll
    static void write() throws Exception {
        Manual.main(new String[] {"src/main/packages/man", manual.toString(), "2026-11-01T00:00:00Z"});
    }

    @BeforeEach
    void files() throws Exception {
        Files.createFile(here.resolve("my site.conf"));
        Files.createDirectory(here.resolve("site"));
    }

    private List<String> offers(Kind shell, String line) throws Exception {
        Shell.assume(shell.program);
        return shell.offers(here, line);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_first_word_is_a_command(Kind shell) throws Exception {
        assertThat(offers(shell, "gangway ")).contains("demo", "dev", "explain", "check", "lint");
        assertThat(offers(shell, "gangway li")).contains("lint").doesNotContain("dev");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void options_are_those_of_the_command(Kind shell) throws Exception {
        assertThat(offers(shell, "gangway --")).contains("--config", "--signal", "--help");
        assertThat(offers(shell, "gangway dev --"))
                .contains("--proxy", "--cut-after")
                .doesNotContain("--signal");
        assertThat(offers(shell, "gangway explain --"))
                .contains("--http2", "--config")
                .doesNotContain("--proxy");
        assertThat(offers(shell, "gangway demo --")).contains("--signal").doesNotContain("--config");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_choice_has_its_words(Kind shell) throws Exception {
        assertThat(offers(shell, "gangway -s ")).containsExactlyInAnyOrder("stop", "quit", "reopen", "reload");
        assertThat(offers(shell, "gangway -c x.conf --signal re")).containsExactlyInAnyOrder("reopen", "reload");
        assertThat(offers(shell, "gangway check --format s")).contains("sarif").doesNotContain("json");
        assertThat(offers(shell, "gangway lint --why alias_t")).containsExactly("alias_traversal");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void a_value_that_is_a_file_has_the_names_of_files(Kind shell) throws Exception {
        List<String> files = new ArrayList<>(offers(shell, "gangway -c "));
        assertThat(files.stream().map(name -> name.replace("\\", "")))
                .containsExactlyInAnyOrder("my site.conf", "site");
        assertThat(offers(shell, "gangway --config=si")).containsExactly("site");
        assertThat(offers(shell, "gangway -p ")).containsExactly("site");
        assertThat(offers(shell, "gangway lint s")).containsExactly("site");
        assertThat(offers(shell, "gangway dev --root ")).containsExactly("site");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void help_has_the_names_of_directives(Kind shell) throws Exception {
        Stream<String> names = Configuration.ofModules().directives().all().stream()
                .map(Directive::name)
                .filter(name -> name.startsWith("websocket_"))
                .distinct();

        assertThat(offers(shell, "gangway -h websocket_")).containsExactlyInAnyOrderElementsOf(names.toList());
    }

    @Test
    void a_value_of_free_form_offers_nothing() throws Exception {
        assertThat(offers(Kind.BASH, "gangway -g ")).isEmpty();
        assertThat(offers(Kind.BASH, "gangway dev --port ")).isEmpty();
    }
}
