package io.gangway.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever Java a page shows stands in a test, letter by letter but for blanks and line ends. */
class PagesTest {
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @TestFactory
    Stream<DynamicTest> the_java_of_a_page_is_tested() throws IOException {
        String examples = folder(Path.of("src/test/java/io/gangway/examples"), ".java");
        try (Stream<Path> pages = Files.list(Path.of("docs"))) {
            return pages.filter(page -> page.toString().endsWith(".md")).sorted().toList().stream()
                    .flatMap(page -> blocks(page).stream()
                            .map(block -> DynamicTest.dynamicTest(
                                    page.getFileName() + ": "
                                            + block.strip().lines().findFirst().orElse(""),
                                    () -> assertThat(examples).contains(bare(block)))));
        }
    }

    private static List<String> blocks(Path page) {
        return JAVA.matcher(read(page))
                .results()
                .map(MatchResult::group)
                .map(text -> text.replaceAll("```(java)?", ""))
                .toList();
    }

    private static String folder(Path folder, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .map(file -> bare(read(file)))
                    .collect(Collectors.joining("\n"));
        }
    }

    private static String bare(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
