package io.gangway.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Java that a page shows is compiled and run by the test of that page. */
class PagesTest {
    @Test
    void every_page_with_java_has_a_test() throws IOException {
        List<String> pages = new ArrayList<>();
        try (Stream<Path> all = Stream.concat(Stream.of(Path.of("README.md")), Files.list(Path.of("docs")))) {
            for (Path file : all.filter(path -> path.toString().endsWith(".md")).toList()) {
                Page page = Page.of(file);
                if (!page.in("java").isEmpty()) {
                    pages.add(page.name());
                }
            }
        }

        // LibraryPageTest, TestingPageTest
        assertThat(pages).containsExactlyInAnyOrder("library.md", "testing.md");
    }
}
