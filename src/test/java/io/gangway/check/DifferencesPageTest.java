package io.gangway.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gangway.config.Configuration;
import io.gangway.config.Directive;
import io.gangway.config.Directives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/differences.md} and the table of directives, which {@code gangway check} reads, name the same ones. */
class DifferencesPageTest {
    private static final Path PAGE = Path.of("docs/differences.md");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");

    /** A row about directives starts with them: {@code | `ssl_stapling`, `ssl_dhparam` | }. */
    private static final Pattern ROW = Pattern.compile("\\| ((?:`[a-z_0-9]+[^`$:]*`(?:, | and )?)+).*");

    private static final Directives DIRECTIVES = Configuration.ofModules().directives();

    @Test
    void a_directive_that_starts_a_row_differs_in_the_table_as_well() throws IOException {
        Set<String> names = Files.readAllLines(PAGE).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .flatMap(row -> names(row.group(1)).stream())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(names)
                .contains("ssl_stapling", "stub_status", "proxy_bind", "user")
                .allSatisfy(name -> assertThat(DIRECTIVES.named(name))
                        .as(name)
                        .anyMatch(directive -> directive.text().differs() != null));
    }

    @Test
    void a_directive_that_differs_is_on_the_page() throws IOException {
        List<String> onPage = names(Files.readString(PAGE));

        assertThat(DIRECTIVES.all().stream()
                        .filter(Directive::effective)
                        .filter(directive -> directive.text().differs() != null)
                        .map(Directive::name))
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(onPage).contains(name));
    }

    /** The first word of each code span, with and without its arguments. */
    private static List<String> names(String text) {
        return CODE.matcher(text)
                .results()
                .map(code -> code.group(1).split(" ")[0])
                .filter(word -> !DIRECTIVES.named(word).isEmpty())
                .toList();
    }
}
