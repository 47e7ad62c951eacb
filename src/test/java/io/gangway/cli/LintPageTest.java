package io.gangway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/lint.md} matches the rules. The system property {@code lint.write} rewrites the page. */
class LintPageTest {
    private static final Path PAGE = Path.of("docs/lint.md");

    @Test
    void the_page_matches_the_rules() throws IOException {
        String page = LintPage.text();
        if (System.getProperty("lint.write") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("to write it anew: mvn test -Dtest=LintPageTest -Dlint.write=yes")
                .content()
                .isEqualTo(page);
    }
}
