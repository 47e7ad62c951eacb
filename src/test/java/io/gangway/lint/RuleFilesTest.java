package io.gangway.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.check.Checker;
import io.gangway.lint.rule.LintRule;
import io.gangway.report.Finding;
import io.gangway.report.Report;
import io.gangway.report.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each rule finds what its {@code bad.conf} marks, and nothing in its {@code good.conf}. */
class RuleFilesTest {
    private static final Path FILES = Path.of("src/main/resources/io/gangway/lint");
    private static final String MARK = "# bad";

    static final List<String> RULES =
            LintRules.all().stream().map(rule -> rule.text().name()).toList();

    @ParameterizedTest
    @FieldSource("RULES")
    void a_rule_finds_what_its_bad_file_marks(String rule) throws IOException {
        Path bad = FILES.resolve(rule).resolve("bad.conf");
        List<String> lines = Files.readAllLines(bad);

        assertThat(lines(rule, bad))
                .isNotEmpty()
                .isEqualTo(IntStream.rangeClosed(1, lines.size())
                        .filter(line -> lines.get(line - 1).endsWith(MARK))
                        .boxed()
                        .toList());
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void a_rule_finds_nothing_in_its_good_file(String rule) {
        assertThat(lines(rule, FILES.resolve(rule).resolve("good.conf"))).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void nginx_and_gangway_accept_the_directives_of_both_files(String rule) {
        for (String kind : List.of("bad.conf", "good.conf")) {
            Report report =
                    new Checker(false).check(FILES.resolve(rule).resolve(kind).toString());

            assertThat(report.findings()).as(kind).noneMatch(finding -> finding.severity() == Severity.ERROR);
        }
    }

    @Test
    void each_directory_of_files_belongs_to_a_rule() throws IOException {
        try (Stream<Path> directories = Files.list(FILES)) {
            assertThat(directories.map(directory -> directory.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(RULES);
        }
    }

    @ParameterizedTest
    @FieldSource("RULES")
    void the_texts_of_a_rule_are_sentences(String rule) {
        var text = LintRules.find(rule).orElseThrow().text();

        assertThat(text.name()).matches("[a-z0-9]+(_[a-z0-9]+)*");
        assertThat(text.summary()).matches("[a-z\"].*[^.]");
        assertThat(text.reason()).matches("[A-Za-z\"].*\\.");
        assertThat(text.remedy()).matches("[A-Z].*\\.");
    }

    private static List<Integer> lines(String rule, Path file) {
        LintRule found = LintRules.find(rule).orElseThrow();
        return new Linter(List.of(found))
                .lint(file.toString()).findings().stream().map(Finding::line).toList();
    }
}
