package io.gangway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/directives.md} matches the declarations. The system property {@code directives.write} rewrites the page.
 */
class DirectivesPageTest {
    private static final Path PAGE = Path.of("docs/directives.md");

    @Test
    void each_heading_has_a_unique_anchor() {
        assertThat(DirectivesPage.anchors()).doesNotHaveDuplicates();
    }

    @Test
    void the_page_matches_the_declarations() throws IOException {
        String page = DirectivesPage.text();
        if (System.getProperty("directives.write") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("to write it anew: mvn test -Dtest=DirectivesPageTest -Ddirectives.write=yes")
                .content()
                .isEqualTo(page);
    }
}
