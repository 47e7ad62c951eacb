package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/testing.md}: the configuration and its test, in a project without anything else. */
class TestingPageTest {
    /** The same as in {@code pom.xml} for the artifact {@code testing}. */
    private static final String INSIDE = "glob:io/gangway/{junit,testing}/**.class";

    private static final List<String> OUTSIDE = List.of(
            "glob:io/gangway/testing/*Test.class",
            "glob:**/GangwayServer*",
            "glob:**/Nginx*",
            "glob:**/ServerUnderTest*");

    private static final String LIBRARIES = "junit-jupiter assertj-core";

    @TempDir
    private Path project;

    @TempDir
    private Path classes;

    @TempDir
    private Path testing;

    @TempDir
    private Path runner;

    @Test
    void the_test_of_the_page_passes_unchanged() throws Exception {
        Path resources = Files.createDirectories(project.resolve("src/test/resources"));
        Page page = Page.read("docs/testing.md");
        List<Page.Block> files = page.blocks("nginx");
        Files.writeString(resources.resolve("shop.conf"), files.get(0).text());
        Files.writeString(resources.resolve("shop-types.conf"), files.get(1).text());
        copy(testing, INSIDE, OUTSIDE);
        copy(runner, "glob:io/gangway/pages/RunTests.class", List.of());
        String classPath = classPath();
        Compiler.compile(page, classes, classPath);

        try (Program tests = Program.start(project, classPath, RunTests.class.getName(), "ShopTest")) {
            assertThat(tests.awaitExit()).isZero();
            assertThat(tests.output()).endsWith("4 of 4 tests succeeded\n");
        }
        assertThat(project).isDirectoryNotContaining("glob:**/logs");
        assertThat(resources).isDirectoryNotContaining("glob:**/logs");
    }

    private String classPath() {
        Set<Path> libraries = Published.of(LIBRARIES.split(" "));
        libraries.addAll(List.of(classes, testing, runner));
        libraries.addAll(Published.of("junit-platform-launcher"));
        return Published.classPath(libraries);
    }

    /** Copies classes of this build as they are in the artifact. */
    private static void copy(Path to, String inside, List<String> outside) throws IOException {
        Path from = Published.classes("/io/gangway/junit/Proxy.class");
        PathMatcher wanted = FileSystems.getDefault().getPathMatcher(inside);
        List<PathMatcher> unwanted =
                outside.stream().map(FileSystems.getDefault()::getPathMatcher).toList();
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.map(from::relativize).filter(wanted::matches).toList()) {
                if (unwanted.stream().noneMatch(matcher -> matcher.matches(path))) {
                    Path target = to.resolve(path);
                    Files.createDirectories(target.getParent());
                    Files.copy(from.resolve(path), target);
                }
            }
        }
    }
}
