package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final Pattern COMMAND = Pattern.compile(
            "\\s*(\\$ |bin/gangway|gangway -|gangway dev |mvn |java -jar|curl |bench/(run|fleet|memory|start)|\\.ci/run).*");

    /** {@code [text](file#heading)}; not a link to another site. */
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:\\s]*)(?:#([^)\\s]+))?\\)");

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> a_command_on_a_page_is_fenced_as_sh() throws IOException {
        return Page.all().stream()
                .map(page -> DynamicTest.dynamicTest(
                        page.name(),
                        () -> assertThat(page.blocks())
                                .filteredOn(block -> !block.language().equals("sh"))
                                .flatMap(Page.Block::lines)
                                .noneMatch(line -> COMMAND.matcher(line).matches())));
    }

    @TestFactory
    Stream<DynamicTest> a_page_with_commands_has_a_test_that_runs_them() throws IOException {
        List<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.filter(file -> file.toString().endsWith("IT.java"))
                    .map(PageTest::text)
                    .toList();
        }
        return Page.all().stream()
                .filter(page -> page.commands().stream().anyMatch(command -> !Walk.isBuild(Page.bare(command))))
                .map(page -> DynamicTest.dynamicTest(
                        page.name(),
                        () -> assertThat(tests.stream()
                                        .anyMatch(test -> test.contains("Walk.along(\"" + page.name() + "\"")))
                                .isTrue()));
    }

    @TestFactory
    Stream<DynamicTest> a_build_command_on_a_page_names_existing_files() throws IOException {
        return Page.all().stream()
                .flatMap(page -> page.commands().stream())
                .map(Page::bare)
                .filter(Walk::isBuild)
                .distinct()
                .map(command -> DynamicTest.dynamicTest(command, () -> {
                    if (!command.startsWith("mvn ")) {
                        assertThat(Path.of(command.split(" ")[0])).isExecutable();
                    }
                    var testClass = Pattern.compile("-Dtest=(\\w+)").matcher(command);
                    if (testClass.find()) {
                        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
                            assertThat(files).anyMatch(file -> file.endsWith(testClass.group(1) + ".java"));
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_link_on_a_page_leads_to_a_file_and_a_heading() throws IOException {
        List<DynamicTest> links = new ArrayList<>();
        for (Page page : Page.all()) {
            Matcher link = LINK.matcher(text(Path.of(page.name())));
            while (link.find()) {
                Path here = Path.of(page.name());
                Path target = link.group(1).isEmpty()
                        ? here
                        : here.resolveSibling(link.group(1)).normalize();
                String heading = link.group(2);
                links.add(DynamicTest.dynamicTest(page.name() + " to " + link.group(), () -> {
                    assertThat(target).exists();
                    if (heading != null) {
                        assertThat(headings(target)).contains(heading);
                    }
                }));
            }
        }
        return links.stream();
    }

    /** The anchors that GitHub gives the headings of a page. */
    private static List<String> headings(Path page) {
        return text(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w -]", "").replace(' ', '-'))
                .toList();
    }

    @Test
    void commands_are_the_lines_of_sh_blocks() throws IOException {
        Path page = Files.writeString(directory.resolve("page.md"), """
                # Page

                ```sh
                one --a=b   # the first
                two \\
                  three

                cat > x <<EOF
                four
                EOF
                ```

                    indented

                ```nginx
                listen 80;
                ```
                """);

        Page read = Page.read(page.toString());

        assertThat(read.commands())
                .containsExactly("one --a=b   # the first", "two \\\n  three", "cat > x <<EOF\nfour\nEOF");
        assertThat(Page.bare("one --a=b   # the first")).isEqualTo("one --a=b");
        assertThat(read.blocks("nginx")).hasSize(1);
        assertThat(read.blocks("")).extracting(Page.Block::text).containsExactly("    indented\n");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
