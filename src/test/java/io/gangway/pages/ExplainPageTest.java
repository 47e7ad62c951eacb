package io.gangway.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/explain.md}: its program and its test run unchanged. */
class ExplainPageTest {
    private static final Path HERE = Path.of("").toAbsolutePath();

    private final Page page;

    @TempDir
    private Path classes;

    ExplainPageTest() throws IOException {
        page = Page.read("docs/explain.md");
    }

    private Set<Path> compile() throws IOException {
        Set<Path> libraries = Published.of("junit-jupiter", "assertj-core");
        libraries.add(Published.classes("/io/gangway/junit/Proxy.class"));
        Compiler.compile(page, classes, Published.classPath(libraries));
        libraries.add(classes);
        return libraries;
    }

    @Test
    void its_program_prints_what_the_backend_gets() throws Exception {
        compile();

        try (Program program = Program.start(
                HERE, Published.classPath(Set.of(classes)), "Explain", "etc/examples/vue-springboot.conf")) {
            assertThat(program.awaitExit()).isZero();
            assertThat(program.output())
                    .contains("localhost:8888 gets GET /xxxx/ws HTTP/1.1\n")
                    .containsPattern("vue-springboot.conf:20 the only server of 0.0.0.0:80");
        }
    }

    @Test
    void its_test_passes_unchanged() throws Exception {
        Set<Path> libraries = compile();
        libraries.addAll(Published.of("junit-platform-launcher"));

        try (Program tests =
                Program.start(HERE, Published.classPath(libraries), RunTests.class.getName(), "ClusterTest")) {
            assertThat(tests.awaitExit()).isZero();
            assertThat(tests.output()).endsWith("1 of 1 tests succeeded\n");
        }
    }
}
