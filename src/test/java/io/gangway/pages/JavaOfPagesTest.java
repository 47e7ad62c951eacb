package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The Java on a page is compiled and run by a test of that page. */
class JavaOfPagesTest {
    /** {@link JettyProxyPageTest}, {@link ExplainPageTest}, {@link LibraryPageTest}, {@link TestingPageTest}. */
    private static final List<String> TESTED =
            List.of("docs/coming-from-jetty-proxy.md", "docs/explain.md", "docs/library.md", "docs/testing.md");

    @Test
    void every_page_with_java_has_a_test() throws IOException {
        assertThat(Page.all())
                .filteredOn(page -> !page.blocks("java").isEmpty())
                .extracting(Page::name)
                .containsExactlyElementsOf(TESTED);
    }
}
